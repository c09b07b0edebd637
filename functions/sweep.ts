import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { roundWorker } from "../lib/lambda/round.ts";
import { sweep } from "../lib/retention/sweep.ts";

const queues = ["QUEUE_PREPARE", "QUEUE_ROUTE", "QUEUE_RENDER", "QUEUE_DISPATCH", "QUEUE_PROJECT"] as const;
const env = readEnv(process.env, "TABLE", "FACILITY_QUEUE_PREFIX", ...queues);
const ledger = wire.ledger(wire.rows(env), env);

export const handler = roundWorker("sweep", { each: (at) => sweep(ledger, at) });
