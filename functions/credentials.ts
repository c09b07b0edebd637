import { facilitiesIn } from "../lib/cloud/facilities.ts";
import * as wire from "../lib/cloud/wire.ts";
import { credentials } from "../lib/dispatch/credentials.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";

const where = ["TICKETS_BUCKET", "QUEUE_TRACK", "AWS_REGION", "AWS_ENDPOINT_URL"] as const;
const env = readEnv(process.env, "TABLE", "FACILITY_ROLE_ARN", ...where);
const rows = wire.rows(env);
const ports = { facilities: facilitiesIn(rows), sessions: wire.sessions(env), place: env };

export const handler = httpDoor(
  {
    "POST /facility-credentials": ({ principal }) => credentials(ports, principal),
  },
  wire.door(rows),
);
