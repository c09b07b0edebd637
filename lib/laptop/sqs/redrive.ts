import { AwsError } from "../call.ts";

/** Where a queue's messages go that were received too often. */
export interface Redrive {
  readonly targetArn: string;
  readonly maxReceives: number;
}

/** Reads a RedrivePolicy; CloudFormation sends the count as a number, older tools as a string. */
export function redriveOf(policy: string): Redrive {
  const { deadLetterTargetArn, maxReceiveCount } = objectOf("RedrivePolicy", policy);
  const maxReceives = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== "string")
    throw invalid("RedrivePolicy", policy, "no deadLetterTargetArn");
  const isCount = Number.isInteger(maxReceives) && maxReceives >= 1 && maxReceives <= 1000;
  if (!isCount) throw invalid("RedrivePolicy", policy, "maxReceiveCount is not 1 to 1000");
  return { targetArn: deadLetterTargetArn, maxReceives };
}

/** May `source` name the queue with this RedriveAllowPolicy as its dead-letter queue? */
export function isRedriveAllowed(policy: string | undefined, sourceArn: string): boolean {
  if (policy === undefined) return true;
  const { redrivePermission, sourceQueueArns } = objectOf("RedriveAllowPolicy", policy);
  if (redrivePermission === "byQueue")
    return Array.isArray(sourceQueueArns) && sourceQueueArns.includes(sourceArn);
  return redrivePermission !== "denyAll";
}

/** A JSON attribute as an object, or InvalidParameterValue. */
export function objectOf(name: string, text: string): Record<string, unknown> {
  const value = jsonOf(name, text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(name, text, "not an object");
  return value as Record<string, unknown>; // the narrowest thing JSON allows here
}

/** AWS's wording for a value it refuses. */
export function invalid(name: string, value: string, reason: string): AwsError {
  return new AwsError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}.`,
  );
}

function jsonOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(name, text, "not JSON");
  }
}
