import * as wire from "../lib/cloud/wire.ts";
import { receive } from "../lib/intake/receive.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "QUEUE_PREPARE", "QUEUE_PROJECT");
const rows = wire.rows(env);
const ports = { ledger: wire.ledger(rows, env), files: wire.files(env), ...wire.kept(rows) };

export const handler = httpDoor(wire.door(rows), { "POST /orders": (asked) => receive(ports, asked) });
