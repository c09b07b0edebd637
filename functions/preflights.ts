import * as wire from "../lib/cloud/wire.ts";
import { beginPreflight } from "../lib/intake/begin-preflight.ts";
import { showPreflight } from "../lib/intake/show-preflight.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "QUEUE_PREFLIGHT");
const rows = wire.rows(env);
const ports = { files: wire.files(env), outbox: wire.ledger(rows, env).outbox, ...wire.kept(rows) };

export const handler = httpDoor(wire.door(rows), {
  "POST /preflights": (asked) => beginPreflight(ports, asked),
  "GET /preflights/{id}": ({ owner, id }) => showPreflight(ports, owner, id),
});
