import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { storefrontDoor } from "../lib/storefront/door.ts";
import { served } from "../lib/storefront/pages-door.ts";
import { storefrontPorts } from "../lib/storefront/wired.ts";

const env = readEnv(process.env, "TABLE", "PLATFORM_API", "SITE_URL", "SITE_BUCKET", "AWS_ENDPOINT_URL");
const own = { pages: wire.stock(env.SITE_BUCKET), store: env.AWS_ENDPOINT_URL };
const ports = { ...storefrontPorts(wire.rows(env), wire.clock, env), ...own };

export const handler = storefrontDoor(ports, served(ports));
