import { callerFor } from "../../../lib/laptop/iam/caller.ts";
import type { Principal } from "../../../lib/laptop/iam/principal.ts";

export const accountId = "123456789012";
export const queue = "arn:aws:sqs:eu-central-1:123456789012:stage-facility-ams";
export const noon = new Date("2026-11-21T12:00:00Z");

/** A policy document of one or more statements. */
export function policy(...statements: object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

/** A session of the role Facility with these identity policies. */
export function facility(policies: readonly unknown[], tags: Record<string, string> = {}): Principal {
  return {
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/Facility/ams`,
    userId: "AROAFACILITY:ams",
    roleArn: `arn:aws:iam::${accountId}:role/Facility`,
    policies,
    tags,
  };
}

/** Whether somebody is let through, or the words of the refusal. */
export function answer(
  who: Principal,
  question: Parameters<ReturnType<typeof callerFor>["authorize"]>[0],
): string {
  try {
    callerFor(who, () => noon).authorize(question);
    return "allowed";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
