import { ArnPrincipal, PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { Duration, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { Places } from "./places.ts";
import { nameIn } from "./settings.ts";

/** The session tag that names the facility; IAM puts its value wherever this stands. */
const facility = `\${aws:PrincipalTag/facility}`;

type Reach = Pick<Places, "settings" | "tickets" | "queues">;

/**
 * The role of all facilities. The session tag decides which one a session is, so enrolling a facility changes no
 * policy. Only `vendor`, the credentials function, may open sessions, and therefore only it chooses tag and name.
 */
export function facilityAgent(scope: Construct, vendor: Role, reach: Reach): Role {
  const role = new Role(scope, "FacilityAgent", {
    assumedBy: new ArnPrincipal(vendor.roleArn).withSessionTags().withConditions({
      StringLike: { "aws:RequestTag/facility": "?*" },
      "ForAllValues:StringEquals": { "aws:TagKeys": ["facility"] },
    }),
    // A role that assumes a role gets one hour, whatever stands here.
    maxSessionDuration: Duration.hours(1),
  });
  for (const statement of statements(scope, reach)) role.addToPolicy(statement);
  return role;
}

function statements(scope: Construct, { settings, tickets, queues }: Reach): PolicyStatement[] {
  const ownQueue = Stack.of(scope).formatArn({
    service: "sqs",
    resource: `${nameIn(settings, "facility")}-${facility}`,
  });
  return [
    new PolicyStatement({
      actions: ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes"].map(
        (action) => `sqs:${action}`,
      ),
      resources: [ownQueue],
    }),
    new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queues.track.queue.queueArn] }),
    new PolicyStatement({
      actions: ["s3:GetObject"],
      resources: [tickets.arnForObjects(`facilities/${facility}/*`)],
    }),
    new PolicyStatement({
      actions: ["s3:ListBucket"],
      resources: [tickets.bucketArn],
      conditions: { StringLike: { "s3:prefix": `facilities/${facility}/*` } },
    }),
    new PolicyStatement({
      actions: ["s3:PutObject"],
      resources: [tickets.arnForObjects(`facilities/${facility}/tickets/*/*/claim`)],
    }),
  ];
}
