import * as wire from "../lib/cloud/wire.ts";
import { addMerchant } from "../lib/intake/add-merchant.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { operatorCall } from "../lib/lambda/operator.ts";
import { Enrolment } from "../lib/order/principal.ts";

const env = readEnv(process.env, "TABLE", "USAGE_PLANS", "STAGE");
const ports = { ...wire.kept(wire.rows(env)), plans: wire.plans(env) };

export const handler = operatorCall(Enrolment, (enrolment) => addMerchant(ports, enrolment));
