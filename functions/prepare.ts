import { cappedChild } from "../lib/cloud/capped-child.ts";
import { outboundTo } from "../lib/cloud/outbound-to.ts";
import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { logComplaint as log } from "../lib/lambda/log.ts";
import { reading, station } from "../lib/lambda/queue.ts";
import { PrepareMessage } from "../lib/order/messages.ts";
import { measurerCaps, prepare } from "../lib/prepare/prepare.ts";

const queues = ["QUEUE_PREPARE", "QUEUE_ROUTE", "QUEUE_PROJECT"] as const;
const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "ALLOWED_PRIVATE_ORIGINS", ...queues);
const rows = wire.rows(env);
const measurer = cappedChild({ script: new URL("./child.mjs", import.meta.url), ...measurerCaps, log });
const outside = { outbound: outboundTo(env.ALLOWED_PRIVATE_ORIGINS), measurer, files: wire.files(env) };
const ports = { ledger: wire.ledger(rows, env), ...outside, ...wire.kept(rows) };
const work = reading(PrepareMessage, (message, chance) => prepare(ports, message, chance));

export const handler = station("prepare", wire.visibility(env.QUEUE_PREPARE), work);
