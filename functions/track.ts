import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { station } from "../lib/lambda/queue.ts";
import { track } from "../lib/status/track.ts";

const env = readEnv(
  process.env,
  "TABLE",
  "TICKETS_BUCKET",
  "QUEUE_TRACK",
  "QUEUE_PROJECT",
  "FACILITY_ROLE_ID",
);
const rows = wire.rows(env);
const { FACILITY_ROLE_ID: facilityRoleId } = env;
const ports = {
  ledger: wire.ledger(rows, env),
  tickets: wire.tickets(env),
  ...wire.reports(rows),
  facilityRoleId,
};

export const handler = station("track", wire.visibility(env.QUEUE_TRACK), async (body, { senderId }) => {
  await track(ports, { body, senderId });
  return undefined;
});
