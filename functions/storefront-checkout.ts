import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { served } from "../lib/storefront/checkout-door.ts";
import { storefrontDoor } from "../lib/storefront/door.ts";
import { payingPorts } from "../lib/storefront/wired.ts";

const where = ["PLATFORM_API", "SITE_URL", "STOCK_BUCKET", "SITE_BUCKET"] as const;
const env = readEnv(process.env, "TABLE", "QUEUE_SETTLE", "AWS_REGION", "AWS_ENDPOINT_URL", ...where);
const own = { ...wire.shown(env), bell: wire.bell(env) };
const ports = { ...payingPorts(wire.rows(env), wire.clock, env), ...own };

export const handler = storefrontDoor(ports, served(ports));
