import { facilitiesIn } from "../lib/cloud/facilities.ts";
import { keysIn } from "../lib/cloud/keys.ts";
import * as wire from "../lib/cloud/wire.ts";
import { addFacility } from "../lib/dispatch/add-facility.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { operatorCall } from "../lib/lambda/operator.ts";
import { Facility } from "../lib/order/facility.ts";

const env = readEnv(process.env, "TABLE", "FACILITY_QUEUE_PREFIX", "FACILITY_DEAD_QUEUE_ARN");
const rows = wire.rows(env);
const ports = { facilities: facilitiesIn(rows), keys: keysIn(rows), queues: wire.queues(env) };

export const handler = operatorCall(Facility, (facility) => addFacility(ports, facility));
