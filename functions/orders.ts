import { feedIn } from "../lib/cloud/feed.ts";
import { ordersIn } from "../lib/cloud/orders.ts";
import * as wire from "../lib/cloud/wire.ts";
import { listOrders, showOrder } from "../lib/intake/show.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";
import { showFeed } from "../lib/status/show-feed.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET");
const rows = wire.rows(env);
const ports = { orders: ordersIn(rows), files: wire.files(env), feed: feedIn(rows) };

export const handler = httpDoor(
  {
    "GET /orders": ({ owner, query }) => listOrders(ports.orders, owner, query),
    "GET /orders/{id}": ({ owner, id }) => showOrder(ports, owner, id),
    "GET /events": ({ owner, query }) => showFeed(ports.feed, owner, query),
  },
  wire.door(rows),
);
