import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { SettleMessage, settle } from "../lib/storefront/settle.ts";
import { payingPorts } from "../lib/storefront/wired.ts";
import { storefrontWorker } from "../lib/storefront/worker.ts";

const aws = ["AWS_REGION", "AWS_ENDPOINT_URL"] as const;
const env = readEnv(process.env, "TABLE", "PLATFORM_API", "SITE_URL", "STOCK_BUCKET", ...aws);
const own = { stock: wire.stock(env.STOCK_BUCKET), post: wire.mail(env) };
const ports = { ...payingPorts(wire.rows(env), wire.clock, env), ...own };

export const handler = storefrontWorker("settle", SettleMessage, (message) => settle(ports, message));
