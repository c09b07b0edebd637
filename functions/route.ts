import { facilitiesIn } from "../lib/cloud/facilities.ts";
import * as wire from "../lib/cloud/wire.ts";
import { workloadIn } from "../lib/cloud/workload.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { reading, station } from "../lib/lambda/queue.ts";
import { RouteMessage } from "../lib/order/messages.ts";
import { route } from "../lib/route/route.ts";

const env = readEnv(process.env, "TABLE", "FILES_BUCKET", "QUEUE_ROUTE", "QUEUE_RENDER", "QUEUE_PROJECT");
const rows = wire.rows(env);
const ledger = wire.ledger(rows, env);
const world = { facilities: facilitiesIn(rows), workload: workloadIn(rows, ledger.clock) };
const work = reading(RouteMessage, (message) => route({ ledger, files: wire.files(env), ...world }, message));

export const handler = station("route", wire.visibility(env.QUEUE_ROUTE), work);
