import * as wire from "../lib/cloud/wire.ts";
import { beginUpload, completeUpload, uploadParts } from "../lib/intake/upload.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET");
const rows = wire.rows(env);
const ports = { gate: wire.gate(env), ...wire.kept(rows) };

export const handler = httpDoor(wire.door(rows), {
  "POST /uploads": (asked) => beginUpload(ports, asked),
  "POST /uploads/{id}/parts": ({ owner, id, body }) => uploadParts(ports, { owner, id }, body),
  "POST /uploads/{id}/complete": ({ owner, id, body }) => completeUpload(ports, { owner, id }, body),
});
