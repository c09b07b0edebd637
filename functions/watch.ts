import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { roundWorker } from "../lib/lambda/round.ts";
import { bury } from "../lib/status/bury.ts";
import { watch } from "../lib/status/watch.ts";

const env = readEnv(process.env, "TABLE", "QUEUE_PROJECT", "DEAD_QUEUES");
const rows = wire.rows(env);
const ports = { ledger: wire.ledger(rows, env), deadLetters: wire.deadLetters(env), ...wire.kept(rows) };

export const handler = roundWorker("watch", {
  each: (at) => watch(ports, at),
  once: (now) => bury(ports, now),
});
