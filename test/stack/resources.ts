import { readFileSync } from "node:fs";
import { Template } from "aws-cdk-lib/assertions";
import { Architecture, Code } from "aws-cdk-lib/aws-lambda";
import { App } from "aws-cdk-lib/core";
import * as z from "zod";
import { PrintcloudStack } from "../../lib/stack/printcloud-stack.ts";
import { Settings } from "../../lib/stack/settings.ts";

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
const Whole = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.unknown()),
});

export interface Found {
  readonly id: string;
  readonly type: string;
  readonly properties: Record<string, unknown>;
  readonly deletion: string | undefined;
}

const { context } = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync("cdk.json", "utf8")));

/** The stack with empty functions: what is promised of it does not depend on their code. */
function stackOf(chosen: Record<string, string>, outdir?: string) {
  process.env.CDK_VALIDATION = "false";
  const app = new App({ context, analyticsReporting: false, ...(outdir && { outdir }) });
  const stack = new PrintcloudStack(app, {
    settings: Settings.parse(chosen),
    architecture: Architecture.ARM_64,
    codeOf: () => Code.fromInline("exports.handler = () => {}"),
  });
  return { app, stack };
}

/** Writes the cloud assembly, for those who read it from disk. */
export function assemblyIn(folder: string): string {
  return stackOf({}, folder).app.synth().directory;
}

/** The template, resource by resource. */
export function synthesised(chosen: Record<string, string> = {}) {
  const { Resources, Outputs } = Whole.parse(Template.fromStack(stackOf(chosen).stack).toJSON());
  const all: Found[] = Object.entries(Resources).map(([id, { Type, Properties, DeletionPolicy }]) => ({
    id,
    type: Type,
    properties: Properties,
    deletion: DeletionPolicy,
  }));
  const ofType = (type: string) => all.filter((resource) => resource.type === type);
  return { all, ofType, outputs: Outputs };
}

const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Principal: z.unknown().optional(),
  Condition: z.record(z.string(), z.unknown()).optional(),
});
const Document = z.object({ Statement: z.array(Statement) });

/** The statements of a policy of any kind, actions always as a list. */
export function statementsOf({ properties }: Found) {
  const { Statement } = Document.parse(properties.PolicyDocument ?? properties.AssumeRolePolicyDocument);
  return Statement.map((statement) => ({ ...statement, actions: [statement.Action].flat() }));
}

/** The logical id behind `{Ref}` or `{Fn::GetAtt}`. */
export function targetOf(value: unknown): string {
  const Pointer = z.union([
    z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
    z.object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) }).transform((at) => at["Fn::GetAtt"][0]),
  ]);
  return Pointer.parse(value);
}
