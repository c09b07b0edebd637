import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { roundWorker } from "../lib/lambda/round.ts";
import { bury } from "../lib/status/bury.ts";
import { watch } from "../lib/status/watch.ts";

const queues = ["QUEUE_ROUTE", "QUEUE_PROJECT", "DEAD_QUEUES", "FACILITY_QUEUE_PREFIX"] as const;
const env = readEnv(process.env, "TABLE", "TICKETS_BUCKET", ...queues);
const rows = wire.rows(env);
const looked = { deadLetters: wire.deadLetters(env), tickets: wire.tickets(env) };
const ports = { ledger: wire.ledger(rows, env), ...looked, ...wire.kept(rows) };

export const handler = roundWorker("watch", {
  each: (at) => watch(ports, at),
  once: (now) => bury(ports, now),
});
