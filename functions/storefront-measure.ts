import { cappedChild } from "../lib/cloud/capped-child.ts";
import { outboundTo } from "../lib/cloud/outbound-to.ts";
import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { logComplaint as log } from "../lib/lambda/log.ts";
import { shrinkCaps } from "../lib/storefront/look-at-pictures.ts";
import { measure } from "../lib/storefront/measure.ts";
import { MeasureMessage } from "../lib/storefront/settle.ts";
import { storefrontPorts } from "../lib/storefront/wired.ts";
import { storefrontWorker } from "../lib/storefront/worker.ts";

const where = ["PLATFORM_API", "SITE_URL", "STOCK_BUCKET", "ALLOWED_PRIVATE_ORIGINS"] as const;
const env = readEnv(process.env, "TABLE", ...where);
const own = { stock: wire.stock(env.STOCK_BUCKET), outbound: outboundTo(env.ALLOWED_PRIVATE_ORIGINS) };
const shrink = cappedChild({ script: new URL("./child.mjs", import.meta.url), ...shrinkCaps, log });
const ports = { shrink, ...storefrontPorts(wire.rows(env), wire.clock, env), ...own, patienceMs: 700 };

export const handler = storefrontWorker("measure", MeasureMessage, (at) => measure(ports, at.publicationId));
