import * as wire from "../lib/cloud/wire.ts";
import { cancel } from "../lib/dispatch/cancel.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";

const queues = ["QUEUE_ROUTE", "QUEUE_RENDER", "QUEUE_PROJECT", "FACILITY_QUEUE_PREFIX"] as const;
const env = readEnv(process.env, "TABLE", "TICKETS_BUCKET", ...queues);
const rows = wire.rows(env);
const ports = { ledger: wire.ledger(rows, env), tickets: wire.tickets(env) };

export const handler = httpDoor(wire.door(rows), {
  "POST /orders/{id}/cancel": ({ owner, id, body, execution }) =>
    cancel(ports, { ...owner, id, execution }, body),
});
