import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { reading, station } from "../lib/lambda/queue.ts";
import { EventMessage } from "../lib/order/messages.ts";
import { project } from "../lib/status/project.ts";

const env = readEnv(process.env, "TABLE", "QUEUE_PROJECT");
const { feed } = wire.kept(wire.rows(env));
const work = reading(EventMessage, (message) => project(feed, message));

export const handler = station("project", wire.visibility(env.QUEUE_PROJECT), work);
