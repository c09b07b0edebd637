import { systemClock as clock, systemIds as ids } from "../lib/cloud/system.ts";
import { uploadsIn } from "../lib/cloud/uploads.ts";
import * as wire from "../lib/cloud/wire.ts";
import { beginUpload, completeUpload, uploadParts } from "../lib/intake/upload.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET");
const rows = wire.rows(env);
const ports = { uploads: uploadsIn(rows), gate: wire.gate(env), clock, ids };

export const handler = httpDoor(
  {
    "POST /uploads": ({ owner, body }) => beginUpload(ports, owner, body),
    "POST /uploads/{id}/parts": ({ owner, id, body }) =>
      uploadParts(ports, { owner, fileId: id }, body.partNumbers),
    "POST /uploads/{id}/complete": ({ owner, id, body }) =>
      completeUpload(ports, { owner, fileId: id }, body.parts),
  },
  wire.door(rows),
);
