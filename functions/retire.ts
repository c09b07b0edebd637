import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { roundWorker } from "../lib/lambda/round.ts";
import { retire } from "../lib/retention/retire.ts";

const buckets = ["FILES_BUCKET", "TICKETS_BUCKET"] as const;
const env = readEnv(process.env, "TABLE", "QUEUE_PROJECT", "RETENTION_DAYS", ...buckets);
const rows = wire.rows(env);
const stores = { files: wire.files(env), tickets: wire.tickets(env), answers: wire.answers(rows) };
const ports = { ledger: wire.ledger(rows, env), ...stores, keptDays: env.RETENTION_DAYS };

export const handler = roundWorker("retire", { each: (at) => retire(ports, at) });
