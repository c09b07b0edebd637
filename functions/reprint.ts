import * as wire from "../lib/cloud/wire.ts";
import { reprint } from "../lib/dispatch/reprint.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";

const env = readEnv(process.env, "TABLE", "QUEUE_ROUTE", "QUEUE_PROJECT");
const rows = wire.rows(env);
const ports = { ledger: wire.ledger(rows, env) };

export const handler = httpDoor(wire.door(rows), {
  "POST /orders/{id}/items/{itemId}/reprint": ({ owner, id, itemId, body, execution }) =>
    reprint(ports, { ...owner, id, itemId, execution }, body),
});
