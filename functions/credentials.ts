import * as wire from "../lib/cloud/wire.ts";
import { credentials } from "../lib/dispatch/credentials.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";

const where = ["TICKETS_BUCKET", "QUEUE_TRACK", "AWS_REGION", "AWS_ENDPOINT_URL"] as const;
const place = readEnv(process.env, "TABLE", "FACILITY_ROLE_ARN", ...where);
const rows = wire.rows(place);
const ports = { ...wire.kept(rows), sessions: wire.sessions(place), place };

export const handler = httpDoor(wire.door(rows), {
  "POST /facility-credentials": ({ principal }) => credentials(ports, principal),
});
