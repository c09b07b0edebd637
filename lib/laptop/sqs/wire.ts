import { randomUUID } from "node:crypto";
import { type Answer, type AwsCall, AwsError } from "../call.ts";

/** 1 MiB of text can take six times as much as escaped JSON. */
const maxRequestBytes = 8 * 1024 * 1024;

/** Codes whose name in the older query protocol differs; SDKs show that one as `Code`. */
const queryCodes: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  ...Object.fromEntries(
    [
      "BatchEntryIdsNotDistinct",
      "BatchRequestTooLong",
      "EmptyBatchRequest",
      "InvalidBatchEntryId",
      "MessageNotInflight",
      "TooManyEntriesInBatchRequest",
      "UnsupportedOperation",
    ].map((code) => [code, `AWS.SimpleQueueService.${code}`]),
  ),
};

/** The operation a call names: `AmazonSQS.SendMessage` in `X-Amz-Target`. */
export function operationOf(call: AwsCall): string {
  const [service, name] = (call.headers["x-amz-target"] ?? "").split(".");
  if (service === "AmazonSQS" && name !== undefined) return name;
  throw new AwsError(
    "InvalidAction",
    "Only the JSON protocol is spoken here: X-Amz-Target: AmazonSQS.<operation>.",
  );
}

/** The call's JSON body. */
export async function inputOf(call: AwsCall): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of call.body) {
    bytes += chunk.length;
    if (bytes > maxRequestBytes)
      throw new AwsError("RequestEntityTooLarge", "The request is too large.", 413);
    chunks.push(chunk);
  }
  try {
    return bytes === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new AwsError("SerializationException", "The request is not JSON.");
  }
}

/** A JSON answer. */
export function answered(output: object): Answer {
  return { status: 200, headers: headers(), body: JSON.stringify(output) };
}

/** Errors as SDKs read them: the class by `__type`, the older code in a header. */
export function refused(error: AwsError): Answer {
  const fault = error.status < 500 ? "Sender" : "Receiver";
  const queryError = `${queryCodes[error.code] ?? error.code};${fault}`;
  return {
    status: error.status,
    headers: { ...headers(), "x-amzn-query-error": queryError },
    body: JSON.stringify({ __type: `com.amazonaws.sqs#${error.code}`, message: error.message }),
  };
}

function headers(): Record<string, string> {
  return { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": randomUUID() };
}
