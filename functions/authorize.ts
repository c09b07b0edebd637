import * as wire from "../lib/cloud/wire.ts";
import { authorizer } from "../lib/lambda/authorize.ts";
import { readEnv } from "../lib/lambda/env.ts";

const rows = wire.rows(readEnv(process.env, "TABLE"));

export const handler = authorizer(wire.kept(rows).keys);
