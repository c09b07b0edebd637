import * as wire from "../lib/cloud/wire.ts";
import { listOrders, showOrder } from "../lib/intake/show.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";
import { showFeed } from "../lib/status/show-feed.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET");
const rows = wire.rows(env);
const ports = { files: wire.files(env), ...wire.kept(rows) };

export const handler = httpDoor(wire.door(rows), {
  "GET /orders": ({ owner, query }) => listOrders(ports.orders, owner, query),
  "GET /orders/{id}": ({ owner, id }) => showOrder(ports, owner, id),
  "GET /events": ({ owner, query }) => showFeed(ports.feed, owner, query),
});
