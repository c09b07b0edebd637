import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Bucket } from "aws-cdk-lib/aws-s3";

/** Keys of claims in the tickets bucket, see `claimKey` in order/keys. */
export const claimPattern = "facilities/*/tickets/*/*/claim";

/**
 * Makes claims what they must be, for facilities, for us and for the account's owner alike: created once, never
 * overwritten, copied over or deleted. A PutObject without If-None-Match has no such condition key.
 */
export function protectClaims(tickets: Bucket): void {
  const claims = { principals: [new AnyPrincipal()], resources: [tickets.arnForObjects(claimPattern)] };
  tickets.addToResourcePolicy(
    new PolicyStatement({
      sid: "ClaimsAreCreatedOnce",
      effect: Effect.DENY,
      actions: ["s3:PutObject"],
      conditions: { Null: { "s3:if-none-match": "true" } },
      ...claims,
    }),
  );
  tickets.addToResourcePolicy(
    new PolicyStatement({
      sid: "ClaimsStay",
      effect: Effect.DENY,
      actions: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      ...claims,
    }),
  );
}
