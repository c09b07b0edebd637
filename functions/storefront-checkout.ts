import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { served } from "../lib/storefront/checkout-door.ts";
import { storefrontDoor } from "../lib/storefront/door.ts";
import { storefrontPorts } from "../lib/storefront/wired.ts";

const env = readEnv(process.env, "TABLE", "PLATFORM_API", "SITE_URL", "STOCK_BUCKET", "QUEUE_SETTLE");
const own = { stock: wire.stock(env.STOCK_BUCKET), bell: wire.bell(env) };
const ports = { ...storefrontPorts(wire.rows(env), wire.clock, env), ...own };

export const handler = storefrontDoor(ports, served(ports));
