import { keysIn } from "../lib/cloud/keys.ts";
import { systemIds as ids } from "../lib/cloud/system.ts";
import * as wire from "../lib/cloud/wire.ts";
import { addMerchant } from "../lib/intake/add-merchant.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { operatorCall } from "../lib/lambda/operator.ts";
import { Enrolment } from "../lib/order/principal.ts";

const env = readEnv(process.env, "TABLE", "USAGE_PLANS", "STAGE");
const ports = { keys: keysIn(wire.rows(env)), plans: wire.plans(env), ids };

export const handler = operatorCall(Enrolment, (enrolment) => addMerchant(ports, enrolment));
