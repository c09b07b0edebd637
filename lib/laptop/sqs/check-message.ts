import { AwsError } from "../call.ts";
import type { MessageInput } from "./inputs.ts";
import { type Attribute, type Attributes, sizeBytes } from "./message.ts";
import type { Queue } from "./queue.ts";
import { invalid } from "./redrive.ts";

/** What XML 1.0 cannot carry: most control characters, lone surrogates, U+FFFE and U+FFFF. Emoji are fine. */
const illegal = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Alphanumerics and ASCII punctuation. */
const token = /^[\u0021-\u007e]{1,128}$/;

const attributeName = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
const dataType = /^(String|Number|Binary)(\..+)?$/;

/** Refuses what AWS refuses in a message to this queue. */
export function checkMessage(queue: Queue, input: MessageInput): void {
  checkText(input.MessageBody);
  checkAttributes(input.MessageAttributes ?? {});
  checkTrace(input.MessageSystemAttributes ?? {});
  checkToken("MessageGroupId", input.MessageGroupId);
  checkToken("MessageDeduplicationId", input.MessageDeduplicationId);
  const limit = queue.number("MaximumMessageSize");
  if (sizeBytes(input.MessageBody, input.MessageAttributes) > limit) throw tooLong(limit);
  if (queue.isFifo) checkFifo(queue, input);
  else if (input.MessageDeduplicationId !== undefined) throw notForThisQueue("MessageDeduplicationId");
}

function checkFifo(queue: Queue, input: MessageInput): void {
  if (input.MessageGroupId === undefined) {
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  }
  if ((input.DelaySeconds ?? 0) > 0) throw notForThisQueue("DelaySeconds");
  if (input.MessageDeduplicationId !== undefined || queue.is("ContentBasedDeduplication", "true")) return;
  const need =
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided";
  throw new AwsError("InvalidParameterValue", `${need} explicitly`);
}

function checkText(text: string): void {
  if (!illegal.test(text)) return;
  const allowed = "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
  throw new AwsError(
    "InvalidMessageContents",
    `Invalid characters found. Valid unicode characters are ${allowed}`,
  );
}

function checkAttributes(attributes: Attributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > 10)
    throw badAttribute("Number of message attributes exceeds the allowed maximum of 10");
  for (const [name, attribute] of entries) {
    if (!attributeName.test(name)) throw badAttribute(`The message attribute name '${name}' is invalid`);
    checkAttribute(name, attribute);
  }
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: Attribute): void {
  const kind = dataType.exec(DataType)?.[1];
  if (kind === undefined) throw badAttribute(`The type of message attribute '${name}' is invalid`);
  const value = kind === "Binary" ? BinaryValue : StringValue;
  if (value === undefined || value === "")
    throw badAttribute(`Message attribute '${name}' has no ${kind} value`);
  if (kind === "String") checkText(value);
  if (kind === "Number" && !Number.isFinite(Number(value))) throw badAttribute(`'${name}' is not a number`);
}

function checkTrace(attributes: Attributes): void {
  const other = Object.keys(attributes).find((name) => name !== "AWSTraceHeader");
  if (other !== undefined) throw badAttribute(`Message system attribute name '${other}' is invalid`);
}

function checkToken(name: string, value: string | undefined): void {
  if (value !== undefined && !token.test(value))
    throw invalid(name, value, "not 1 to 128 printable ASCII characters");
}

function tooLong(limit: number): AwsError {
  const message = `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`;
  return new AwsError("InvalidParameterValue", message);
}

function notForThisQueue(name: string): AwsError {
  const reason = "The request include parameter that is not valid for this queue type";
  return new AwsError("InvalidParameterValue", `Parameter ${name}: ${reason}`);
}

function badAttribute(message: string): AwsError {
  return new AwsError("InvalidParameterValue", `${message}.`);
}
