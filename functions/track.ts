import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { station } from "../lib/lambda/queue.ts";
import { track } from "../lib/status/track.ts";

const queues = ["QUEUE_TRACK", "QUEUE_ROUTE", "QUEUE_PROJECT", "FACILITY_QUEUE_PREFIX"] as const;
const env = readEnv(process.env, "TABLE", "TICKETS_BUCKET", "FACILITY_ROLE_ID", ...queues);
const rows = wire.rows(env);
const ours = { tickets: wire.tickets(env), facilityRoleId: env.FACILITY_ROLE_ID };
const ports = { ledger: wire.ledger(rows, env), ...ours, ...wire.kept(rows) };

export const handler = station("track", wire.visibility(env.QUEUE_TRACK), (body, { senderId }) =>
  track(ports, { body, senderId }),
);
