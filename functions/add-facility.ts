import * as wire from "../lib/cloud/wire.ts";
import { addFacility } from "../lib/dispatch/add-facility.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { operatorCall } from "../lib/lambda/operator.ts";
import { Facility } from "../lib/order/facility.ts";

const env = readEnv(process.env, "TABLE", "FACILITY_QUEUE_PREFIX", "FACILITY_DEAD_QUEUE_ARN");
const ports = { ...wire.kept(wire.rows(env)), queues: wire.queues(env) };

export const handler = operatorCall(Facility, (facility) => addFacility(ports, facility));
