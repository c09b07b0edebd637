import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { OpenedCloud } from "./opened.ts";

/** What happens to the reply of one call: it is lost after the call was executed, or the call never arrives. */
export type Fate = "arrives" | "reply lost" | "never sent";

/** A client whose calls meet what `fateOf` says, once for each try; it retries like any SDK client. */
export function lossyDynamo({ config }: OpenedCloud, fateOf: (command: string) => Fate): DynamoDBClient {
  const client = new DynamoDBClient({ ...config, maxAttempts: 4 });
  client.middlewareStack.add(
    (next, context) => async (call) => {
      const fate = fateOf(context.commandName ?? "");
      if (fate === "never sent") throw broken();
      const reply = await next(call);
      if (fate === "reply lost") throw broken();
      return reply;
    },
    // Inside the retries: each try meets its own fate.
    { step: "deserialize", priority: "low" },
  );
  return client;
}

function broken(): Error {
  return Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
}
