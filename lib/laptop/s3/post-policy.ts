import * as z from "zod";
import { AwsError } from "../call.ts";

const Condition = z.union([
  z.tuple([z.literal("content-length-range"), z.coerce.number(), z.coerce.number()]),
  z.tuple([z.enum(["eq", "starts-with"]), z.string(), z.string()]),
  z.record(z.string(), z.union([z.string(), z.number().transform(String)])),
]);

const Policy = z.object({ expiration: z.iso.datetime({ offset: true }), conditions: z.array(Condition) });

/** How long the file of a form may be. */
export interface Lengths {
  readonly least: number;
  readonly most: number;
}

// What the policy need not speak of: its own proof, and the file.
const free = new Set(["x-amz-signature", "policy", "file", "bucket", "awsaccesskeyid"]);

/**
 * Checks the fields against the policy (base64), whose signature is verified already: it must be in force, all its
 * conditions must hold, and every field must be covered by one. Returns the length it allows.
 */
export function checkPolicy(encoded: string, fields: ReadonlyMap<string, string>, now: Date): Lengths {
  const { expiration, conditions } = readPolicy(encoded);
  if (now.getTime() > Date.parse(expiration)) throw refused("Policy expired.");
  const covered = new Set(free);
  let lengths: Lengths = { least: 0, most: Number.POSITIVE_INFINITY };
  for (const condition of conditions) {
    if (!Array.isArray(condition)) coverAll(condition, fields, covered);
    else if (condition[0] === "content-length-range") lengths = { least: condition[1], most: condition[2] };
    else cover(condition, fields, covered);
  }
  const extra = [...fields.keys()].find((name) => !covered.has(name) && !name.startsWith("x-ignore-"));
  if (extra !== undefined) throw refused(`Extra input fields: ${extra}`);
  return lengths;
}

function readPolicy(encoded: string): z.infer<typeof Policy> {
  try {
    return Policy.parse(JSON.parse(Buffer.from(encoded, "base64").toString("utf8")));
  } catch {
    throw new AwsError(
      "InvalidPolicyDocument",
      "The content of the form does not meet the conditions of a policy",
    );
  }
}

function coverAll(
  exact: Readonly<Record<string, string>>,
  fields: ReadonlyMap<string, string>,
  covered: Set<string>,
): void {
  for (const [name, value] of Object.entries(exact)) cover(["eq", `$${name}`, value], fields, covered);
}

function cover(
  [kind, field, wanted]: readonly ["eq" | "starts-with", string, string],
  fields: ReadonlyMap<string, string>,
  covered: Set<string>,
): void {
  const name = field.replace(/^\$/, "").toLowerCase();
  const value = fields.get(name);
  const holds = kind === "eq" ? value === wanted : startsWith(value, { wanted, name });
  if (!holds) throw refused(`Policy Condition failed: ${JSON.stringify([kind, field, wanted])}`);
  covered.add(name);
}

// A list of content types must satisfy the condition with each of them.
function startsWith(value: string | undefined, { wanted, name }: { wanted: string; name: string }): boolean {
  if (value === undefined) return false;
  const values = name === "content-type" ? value.split(",") : [value];
  return values.every((one) => one.startsWith(wanted));
}

function refused(why: string): AwsError {
  return new AwsError("AccessDenied", `Invalid according to Policy: ${why}`, 403);
}
