import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { reading, station } from "../lib/lambda/queue.ts";
import { RouteMessage } from "../lib/order/messages.ts";
import { route } from "../lib/route/route.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "QUEUE_ROUTE", "QUEUE_RENDER", "QUEUE_PROJECT");
const rows = wire.rows(env);
const ports = { ledger: wire.ledger(rows, env), files: wire.files(env), ...wire.kept(rows) };
const work = reading(RouteMessage, (message) => route(ports, message));

export const handler = station("route", wire.visibility(env.QUEUE_ROUTE), work);
