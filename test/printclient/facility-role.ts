import { accountId, policy, region } from "../laptop/endpoint/cloud.ts";

export const bucket = "tickets";
export const roleName = "FacilityRole";

/** What the facility role may do in production: nothing more than this. */
export function facilityRole() {
  const own = `arn:aws:s3:::${bucket}/facilities/\${aws:PrincipalTag/facility}`;
  const queue = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
  return {
    name: roleName,
    trust: policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
    policies: [
      policy(
        { Effect: "Allow", Action: "s3:GetObject", Resource: `${own}/*` },
        { Effect: "Allow", Action: "s3:PutObject", Resource: `${own}/tickets/*/claim` },
        {
          Effect: "Allow",
          Action: "s3:ListBucket",
          Resource: `arn:aws:s3:::${bucket}`,
          Condition: { StringLike: { "s3:prefix": `facilities/\${aws:PrincipalTag/facility}/*` } },
        },
        {
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
          Resource: queue(`facility-\${aws:PrincipalTag/facility}`),
        },
        { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue("status") },
      ),
    ],
  };
}

/** The bucket policy: a claim without If-None-Match is refused. */
export function claimsNeedTheHeader() {
  return policy({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: `arn:aws:s3:::${bucket}/*/claim`,
    Condition: { Null: { "s3:if-none-match": "true" } },
  });
}
