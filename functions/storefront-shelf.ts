import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { storefrontDoor } from "../lib/storefront/door.ts";
import * as shelf from "../lib/storefront/shelf-door.ts";
import { storefrontPorts } from "../lib/storefront/wired.ts";

const env = readEnv(process.env, "TABLE", "PLATFORM_API", "SITE_URL", "STOCK_BUCKET", "QUEUE_MEASURE");
const files = { stock: wire.stock(env.STOCK_BUCKET), gate: wire.gate({ FILES_BUCKET: env.STOCK_BUCKET }) };
const ports = { ...storefrontPorts(wire.rows(env), wire.clock, env), ...files, bell: wire.bell(env) };

export const handler = storefrontDoor(ports, shelf.served(ports));
