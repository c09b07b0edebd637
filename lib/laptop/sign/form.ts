import { AwsError } from "../call.ts";
import { readCredential } from "./claim.ts";
import { hmac, sameHex, signingKey } from "./key.ts";
import { type LookUp, mismatch, unknownKey } from "./verify.ts";

/** Who signed the policy of a browser form. */
export interface FormSigner {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
}

/** Verifies the signature of a POST policy, field names in lower case; expiry and conditions stand in the policy itself. */
export function verifyForm(fields: ReadonlyMap<string, string>, lookUp: LookUp): FormSigner {
  const policy = required(fields, "policy");
  const signature = required(fields, "x-amz-signature");
  const credential = readCredential(required(fields, "x-amz-credential"));
  if (required(fields, "x-amz-algorithm") !== "AWS4-HMAC-SHA256" || credential?.service !== "s3") {
    throw new AwsError("InvalidArgument", "The form must be signed with AWS4-HMAC-SHA256 for s3");
  }
  const { accessKeyId } = credential;
  const sessionToken = fields.get("x-amz-security-token");
  const secret = lookUp(accessKeyId, sessionToken);
  if (secret === undefined) throw unknownKey();
  if (!sameHex(hmac(signingKey(secret, credential), policy).toString("hex"), signature)) throw mismatch();
  return sessionToken === undefined ? { accessKeyId } : { accessKeyId, sessionToken };
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value) return value;
  throw new AwsError("InvalidArgument", `Bucket POST must contain a field named '${name}'`);
}
