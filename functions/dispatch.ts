import * as wire from "../lib/cloud/wire.ts";
import { dispatch } from "../lib/dispatch/dispatch.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { reading, station } from "../lib/lambda/queue.ts";
import { DispatchMessage } from "../lib/order/messages.ts";

const queues = ["QUEUE_DISPATCH", "QUEUE_PROJECT", "FACILITY_QUEUE_PREFIX"] as const;
const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "TICKETS_BUCKET", ...queues);
const rows = wire.rows(env);
const buckets = { files: wire.files(env), tickets: wire.tickets(env) };
const ports = { ledger: wire.ledger(rows, env), ...buckets, ...wire.kept(rows) };
const work = reading(DispatchMessage, (message) => dispatch(ports, message));

export const handler = station("dispatch", wire.visibility(env.QUEUE_DISPATCH), work);
