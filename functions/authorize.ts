import { keysIn } from "../lib/cloud/keys.ts";
import * as wire from "../lib/cloud/wire.ts";
import { authorizer } from "../lib/lambda/authorize.ts";
import { readEnv } from "../lib/lambda/env.ts";

export const handler = authorizer(keysIn(wire.rows(readEnv(process.env, "TABLE"))));
