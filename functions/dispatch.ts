import { facilitiesIn } from "../lib/cloud/facilities.ts";
import { ticketIndexIn } from "../lib/cloud/ticket-index.ts";
import * as wire from "../lib/cloud/wire.ts";
import { dispatch } from "../lib/dispatch/dispatch.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { reading, station } from "../lib/lambda/queue.ts";
import { DispatchMessage } from "../lib/order/messages.ts";

const env = readEnv(
  process.env,
  "TABLE",
  "FILES_BUCKET",
  "TICKETS_BUCKET",
  "QUEUE_DISPATCH",
  "QUEUE_PROJECT",
);
const rows = wire.rows(env);
const found = { ticketIndex: ticketIndexIn(rows), facilities: facilitiesIn(rows) };
const ports = {
  ledger: wire.ledger(rows, env),
  files: wire.files(env),
  tickets: wire.tickets(env),
  ...found,
};
const work = reading(DispatchMessage, (message) => dispatch(ports, message));

export const handler = station("dispatch", wire.visibility(env.QUEUE_DISPATCH), work);
