import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { operatorCall } from "../lib/lambda/operator.ts";
import { Connection, settingsIn } from "../lib/storefront/settings-in.ts";

const settings = settingsIn(wire.rows(readEnv(process.env, "TABLE")));

export const handler = operatorCall(Connection, settings.put);
