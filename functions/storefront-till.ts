import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { storefrontDoor } from "../lib/storefront/door.ts";
import { served } from "../lib/storefront/till-door.ts";
import { storefrontPorts } from "../lib/storefront/wired.ts";

const env = readEnv(process.env, "TABLE", "PLATFORM_API", "SITE_URL", "QUEUE_SETTLE");
const ports = { ...storefrontPorts(wire.rows(env), wire.clock, env), bell: wire.bell(env) };

export const handler = storefrontDoor(ports, served(ports));
