import { createHash } from "node:crypto";
import { AwsError } from "../call.ts";
import { readPolicy } from "./policy.ts";

/** An IAM role as the template declares it, every reference resolved. */
export interface Role {
  readonly name: string;
  /** AssumeRolePolicyDocument. */
  readonly trust: unknown;
  /** Inline and managed documents. */
  readonly policies: readonly unknown[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** Finds a role by its name; asked at every call, so that roles may change under living sessions. */
export type Roles = (name: string) => Role | undefined;

/** Throws `MalformedPolicyDocument` when a document of the role is one the laptop cannot decide; for the start. */
export function checkRole(role: Role): void {
  readPolicy(role.trust);
  for (const statement of role.policies.flatMap(readPolicy)) {
    if (statement.resources && !statement.principal) continue;
    const message = `A policy of role ${role.name} must name a Resource and no Principal`;
    throw new AwsError("MalformedPolicyDocument", message);
  }
}

export function roleArn(accountId: string, name: string): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}

/** Unique id of a role, the first half of SQS's SenderId: AROA and 17 letters, always the same for a name. */
export function roleId(name: string): string {
  return `AROA${letters(createHash("sha256").update(`role ${name}`).digest(), 17)}`;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The first `count` letters that spell `bytes` in AWS's base 32; one letter a byte. */
export function letters(bytes: Buffer, count: number): string {
  return Array.from(bytes.subarray(0, count), (byte) => alphabet[byte % alphabet.length]).join("");
}
