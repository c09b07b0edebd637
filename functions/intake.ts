import { facilitiesIn } from "../lib/cloud/facilities.ts";
import { uploadsIn } from "../lib/cloud/uploads.ts";
import * as wire from "../lib/cloud/wire.ts";
import { receive } from "../lib/intake/receive.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "QUEUE_PREPARE", "QUEUE_PROJECT");
const rows = wire.rows(env);
const common = { facilities: facilitiesIn(rows), uploads: uploadsIn(rows) };
const ports = { ledger: wire.ledger(rows, env), files: wire.files(env), ...common };

export const handler = httpDoor({ "POST /orders": (asked) => receive(ports, asked) }, wire.door(rows));
