import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { operatorCall } from "../lib/lambda/operator.ts";
import { PolicyOrder, setPolicy } from "../lib/route/set-policy.ts";

const { policies } = wire.kept(wire.rows(readEnv(process.env, "TABLE")));

export const handler = operatorCall(PolicyOrder, (order) => setPolicy(policies, order));
