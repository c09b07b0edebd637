import { buffer } from "node:stream/consumers";
import { type Answer, type AwsCall, AwsError, type Service } from "../call.ts";
import type { Functions } from "./functions.ts";

// Lambda's limit on the payload of a synchronous invocation.
const largestEventBytes = 6 * 1024 * 1024;

/** Lambda's Invoke, which asks `lambda:InvokeFunction`; no other operation of Lambda's API. */
export function lambdaService(functions: Functions): Service {
  return async (call) => {
    try {
      return await invoke(functions, call);
    } catch (error) {
      if (error instanceof AwsError) return refusal(error);
      throw error;
    }
  };
}

async function invoke(functions: Functions, call: AwsCall): Promise<Answer> {
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(call.path) ?? [];
  if (call.method !== "POST" || name === undefined)
    throw new AwsError("UnknownOperationException", "The laptop's Lambda only knows Invoke", 404);
  const spec = functions.find(decodeURIComponent(name));
  call.caller.authorize({ action: "lambda:InvokeFunction", resource: spec.arn });
  const event = (await buffer(call.body)).toString() || "{}";
  if (event.length > largestEventBytes)
    throw new AwsError("RequestTooLargeException", "Event over 6 MB", 413);
  return run(functions, spec.arn, { event, type: call.headers["x-amz-invocation-type"] });
}

async function run(
  functions: Functions,
  arn: string,
  { event, type }: { event: string; type: string | undefined },
) {
  if (type === "DryRun") return { status: 204 };
  if (type === "Event") {
    // Lambda would retry a failed asynchronous invocation twice; here its log tells.
    functions.invoke(arn, event).catch(() => {});
    return { status: 202 };
  }
  const { body, failed } = await functions.invoke(arn, event);
  const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
  return {
    status: 200,
    headers: failed ? { ...headers, "x-amz-function-error": "Unhandled" } : headers,
    body,
  };
}

function refusal({ code, message, status }: AwsError): Answer {
  const headers = { "content-type": "application/json", "x-amzn-errortype": code };
  return {
    status,
    headers,
    body: JSON.stringify({ Type: status < 500 ? "User" : "Service", Message: message }),
  };
}
