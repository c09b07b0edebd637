import * as z from "zod";
import { checkRole, type Role } from "../../iam/role.ts";
import type { Cloud, Resource } from "../cloud.ts";

const RoleProperties = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(z.object({ PolicyDocument: z.unknown() })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  Path: z.literal("/", { error: () => "roles have no path on the laptop" }).optional(),
  PermissionsBoundary: z
    .undefined({ error: () => "permissions boundaries are not enforced on the laptop" })
    .optional(),
});

const PolicyProperties = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()).default([]) });

// AWS's own policies that only write logs and traces, which the laptop keeps itself.
const harmless =
  /^arn:aws:iam::aws:policy\/(service-role\/)?(AWSLambdaBasicExecutionRole|AWSXRayDaemonWriteAccess|AmazonAPIGatewayPushToCloudWatchLogs)$/;

/** The roles of the template by name, with all their policies; throws on what the laptop cannot enforce. */
export function readRoles(cloud: Cloud): ReadonlyMap<string, Role> {
  const attached = cloud.ofType("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy").map(({ ref, properties }) => ({
    ref,
    ...PolicyProperties.parse(properties),
  }));
  const roles = cloud.ofType("AWS::IAM::Role").map((resource) => {
    const given = parse(resource);
    const documents = attached
      .filter(({ ref, Roles }) => Roles.includes(resource.ref) || given.ManagedPolicyArns.includes(ref))
      .map(({ PolicyDocument }) => PolicyDocument);
    refuseForeign(
      resource,
      given.ManagedPolicyArns,
      attached.map(({ ref }) => ref),
    );
    return {
      name: resource.ref,
      trust: given.AssumeRolePolicyDocument,
      policies: [...given.Policies.map(({ PolicyDocument }) => PolicyDocument), ...documents],
      tags: Object.fromEntries(given.Tags.map(({ Key, Value }) => [Key, Value])),
    };
  });
  for (const role of roles) checkRole(role);
  return new Map(roles.map((role) => [role.name, role]));
}

function parse({ logicalId, properties }: Resource): z.infer<typeof RoleProperties> {
  const parsed = RoleProperties.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new Error(`Role ${logicalId}: ${z.prettifyError(parsed.error)}`);
}

function refuseForeign({ logicalId }: Resource, arns: readonly string[], own: readonly string[]): void {
  const foreign = arns.find((arn) => !harmless.test(arn) && !own.includes(arn));
  if (foreign) throw new Error(`Role ${logicalId}: the laptop does not know the managed policy ${foreign}`);
}
