import * as wire from "../lib/cloud/wire.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { operatorCall } from "../lib/lambda/operator.ts";
import { StatementOrder } from "../lib/order/dues.ts";
import { statement } from "../lib/status/statement.ts";

const { dues } = wire.kept(wire.rows(readEnv(process.env, "TABLE")));

export const handler = operatorCall(StatementOrder, (order) => statement(dues, order));
