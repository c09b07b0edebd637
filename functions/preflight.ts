import { cappedTasks } from "../lib/cloud/child-tasks.ts";
import { outboundTo } from "../lib/cloud/outbound-to.ts";
import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { logComplaint as log } from "../lib/lambda/log.ts";
import { reading, station } from "../lib/lambda/queue.ts";
import { PreflightMessage } from "../lib/order/messages.ts";
import { examinerCaps } from "../lib/preflight/caps.ts";
import type { Examiners } from "../lib/preflight/examine.ts";
import { preflight } from "../lib/preflight/preflight.ts";
import { type Errand, fetchSource } from "../lib/prepare/fetch.ts";
import { withFolder as inFolder } from "../lib/prepare/folder.ts";
import { sniff as typeOf } from "../lib/prepare/sniff.ts";
import { takeOne } from "../lib/prepare/take-one.ts";
import { makeAlone } from "../lib/render/make-alone.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "ALLOWED_PRIVATE_ORIGINS", "QUEUE_PREFLIGHT");
const children = cappedTasks({ script: new URL("./child.mjs", import.meta.url), log }, examinerCaps);
const make: Examiners["make"] = async (file, how) =>
  makeAlone(children.render, await takeOne(children.measure, file, how.press.product), how);
const sources = { outbound: outboundTo(env.ALLOWED_PRIVATE_ORIGINS), files: wire.files(env) };
const kept = wire.kept(wire.rows(env));
const fetch = (errand: Errand) => fetchSource({ ...sources, ...kept }, errand);
const ports = { ...sources, ...kept, fetch, inFolder, examiners: { typeOf, make, checker: children.check } };
const work = reading(PreflightMessage, (message, chance) => preflight(ports, message, chance));

export const handler = station("preflight", wire.visibility(env.QUEUE_PREFLIGHT), work);
