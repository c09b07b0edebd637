import { cappedChild } from "../lib/cloud/capped-child.ts";
import { outboundTo } from "../lib/cloud/outbound-to.ts";
import { uploadsIn } from "../lib/cloud/uploads.ts";
import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { reading, station } from "../lib/lambda/queue.ts";
import { PrepareMessage } from "../lib/order/messages.ts";
import { prepare } from "../lib/prepare/prepare.ts";

const queues = ["QUEUE_PREPARE", "QUEUE_ROUTE", "QUEUE_PROJECT"] as const;
const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "ALLOWED_PRIVATE_ORIGINS", ...queues);
const rows = wire.rows(env);
const measurer = cappedChild({
  script: new URL("./child.mjs", import.meta.url),
  memoryMb: 1500,
  seconds: 300,
});
const world = { uploads: uploadsIn(rows), outbound: outboundTo(env.ALLOWED_PRIVATE_ORIGINS), measurer };
const ports = { ledger: wire.ledger(rows, env), files: wire.files(env), ...world };
const work = reading(PrepareMessage, (message, { last }) => prepare(ports, message, { last }));

export const handler = station("prepare", wire.visibility(env.QUEUE_PREPARE), work);
