import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { reconcile } from "../lib/storefront/reconcile.ts";
import { storefrontRound } from "../lib/storefront/round.ts";
import { payingPorts } from "../lib/storefront/wired.ts";

const env = readEnv(process.env, "TABLE", "PLATFORM_API", "SITE_URL", "QUEUE_SETTLE");
const ports = { ...payingPorts(wire.rows(env), wire.clock, env), bell: wire.bell(env) };

export const handler = storefrontRound("reconcile", ports, (mode, clock) =>
  reconcile({ ...ports, clock }, mode),
);
