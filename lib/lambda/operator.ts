import type * as z from "zod";
import { Rejected } from "../order/errors.ts";
import { log } from "./log.ts";
import { parseAt, problemOf } from "./problem.ts";

export type OperatorAnswer<T> = { readonly ok: T } | { readonly problem: unknown };

/** A function that operators invoke directly: bad input comes back as a problem, everything else as Lambda's error. */
export function operatorCall<S extends z.ZodType, T>(schema: S, run: (input: z.infer<S>) => Promise<T>) {
  return async (event: unknown, context: { awsRequestId: string }): Promise<OperatorAnswer<T>> => {
    try {
      return { ok: await run(parseAt(schema, event, "body")) };
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      log("warn", "refused", { code: error.code, message: error.message });
      return { problem: problemOf(error, context.awsRequestId).body };
    }
  };
}
