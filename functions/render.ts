import { cappedChild } from "../lib/cloud/capped-child.ts";
import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { logComplaint as log } from "../lib/lambda/log.ts";
import { reading, station } from "../lib/lambda/queue.ts";
import { RenderMessage } from "../lib/order/messages.ts";
import { childCaps, render } from "../lib/render/render.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "QUEUE_RENDER", "QUEUE_DISPATCH", "QUEUE_PROJECT");
const rows = wire.rows(env);
const child = cappedChild({ script: new URL("./child.mjs", import.meta.url), ...childCaps, log });
const stores = { files: wire.files(env), parted: wire.partedFiles(env) };
const ports = { ledger: wire.ledger(rows, env), ...stores, child, ...wire.kept(rows) };
const work = reading(RenderMessage, (message) => render(ports, message));

export const handler = station("render", wire.visibility(env.QUEUE_RENDER), work);
