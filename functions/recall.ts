import * as wire from "../lib/cloud/wire.ts";
import { recall } from "../lib/dispatch/recall.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { operatorCall } from "../lib/lambda/operator.ts";
import { RecallRequest } from "../lib/order/requests.ts";

const queues = ["QUEUE_ROUTE", "QUEUE_PROJECT", "FACILITY_QUEUE_PREFIX"] as const;
const env = readEnv(process.env, "TABLE", "TICKETS_BUCKET", ...queues);
const rows = wire.rows(env);
const ports = { ledger: wire.ledger(rows, env), tickets: wire.tickets(env), ...wire.kept(rows) };

export const handler = operatorCall(RecallRequest, (request) => recall(ports, request));
