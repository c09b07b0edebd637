import * as z from "zod";
import type { Role, Roles } from "./role.ts";

/** A resource of the template with nothing left to resolve; `ref` is a role's name and a managed policy's ARN. */
interface Declared {
  readonly type: string;
  readonly ref: string;
  readonly properties: unknown;
}

// Policies of AWS's own that say nothing the laptop has: its functions log to its own output.
const silentArns =
  /^arn:aws:iam::aws:policy\/(service-role\/AWSLambdaBasicExecutionRole|AWSXrayWriteOnlyAccess)$/;

const document = z.object({ PolicyDocument: z.unknown() });
const attached = document.extend({ Roles: z.array(z.string()).default([]) });
const role = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(document).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  // To ignore a boundary would be to allow what AWS denies.
  PermissionsBoundary: z.undefined("the laptop has no permissions boundaries").optional(),
});

/** The roles of a template with every policy that any resource gives them; `checkRole` those that will be used. */
export function readRoles(resources: readonly Declared[]): Roles {
  const managed = resources.filter(({ type }) => type === "AWS::IAM::ManagedPolicy");
  const policies = [...managed, ...resources.filter(({ type }) => type === "AWS::IAM::Policy")].map(
    ({ properties }) => attached.parse(properties),
  );
  const byArn = new Map(
    managed.map(({ ref, properties }) => [ref, document.parse(properties).PolicyDocument]),
  );
  const roles = resources
    .filter(({ type }) => type === "AWS::IAM::Role")
    .map((declared) => readRole(declared, policies, byArn));
  const byName = new Map(roles.map((one) => [one.name, one]));
  return (name) => byName.get(name);
}

function readRole(
  { ref, properties }: Declared,
  policies: readonly z.infer<typeof attached>[],
  byArn: ReadonlyMap<string, unknown>,
): Role {
  const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns, Tags } = role.parse(properties);
  const others = policies.filter(({ Roles }) => Roles.includes(ref));
  const arns = ManagedPolicyArns.filter((arn) => !silentArns.test(arn));
  return {
    name: ref,
    trust: AssumeRolePolicyDocument,
    policies: [
      ...[...Policies, ...others].map(({ PolicyDocument }) => PolicyDocument),
      ...arns.map((arn) => byArn.get(arn) ?? unknown(arn, ref)),
    ],
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
  };
}

function unknown(arn: string, role: string): never {
  throw new Error(`The laptop cloud does not know the managed policy ${arn} of role ${role}`);
}
