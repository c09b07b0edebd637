// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAssembly } from "../../../lib/laptop/template/assembly.ts";
import { type Cloud, resolveCloud } from "../../../lib/laptop/template/cloud.ts";

const world = {
  accountId: "123456789012",
  region: "eu-west-1",
  aws: "http://127.0.0.1:1",
  front: "http://localhost:4",
};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "template-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** One stack for each template, named one, two, ... */
async function resolve(...templates: object[]): Promise<Cloud> {
  const names = ["one", "two"].slice(0, templates.length);
  const artifacts = names.map((name) => [
    name,
    { type: "aws:cloudformation:stack", properties: { templateFile: `${name}.template.json` } },
  ]);
  await writeFile(
    join(folder, "manifest.json"),
    JSON.stringify({ artifacts: Object.fromEntries(artifacts) }),
  );
  for (const [index, name] of names.entries())
    await writeFile(join(folder, `${name}.template.json`), JSON.stringify(templates[index]));
  return resolveCloud(await readAssembly(folder), world);
}

/** What `value` becomes as a property. */
async function resolved(value: unknown, more: object = {}): Promise<unknown> {
  const Resources = {
    Q: { Type: "AWS::SQS::Queue", Properties: { QueueName: "q" } },
    Holder: { Type: "AWS::SQS::QueuePolicy", Properties: { value } },
  };
  return (await resolve({ Resources, ...more })).find("Holder").properties.value;
}

test.each<[string, unknown, unknown]>([
  ["Ref of a resource", { Ref: "Q" }, "http://127.0.0.1:1/123456789012/q"],
  ["Ref of a pseudo parameter", { Ref: "AWS::Region" }, "eu-west-1"],
  ["GetAtt", { "Fn::GetAtt": ["Q", "Arn"] }, "arn:aws:sqs:eu-west-1:123456789012:q"],
  ["GetAtt as text", { "Fn::GetAtt": "Q.QueueName" }, "q"],
  ["Join", { "Fn::Join": ["-", ["a", { Ref: "AWS::AccountId" }]] }, "a-123456789012"],
  ["Sub", { "Fn::Sub": "${Q.QueueName}/${AWS::Partition}/${!Literal}" }, "q/aws/${Literal}"],
  [
    "Sub with variables",
    { "Fn::Sub": ["${a}-${Q.QueueName}", { a: { Ref: "AWS::Region" } }] },
    "eu-west-1-q",
  ],
  ["Select of Split", { "Fn::Select": [1, { "Fn::Split": [":", { "Fn::GetAtt": ["Q", "Arn"] }] }] }, "aws"],
  ["NoValue", { a: { Ref: "AWS::NoValue" }, b: [{ Ref: "AWS::NoValue" }, 1] }, { b: [1] }],
  ["FindInMap", { "Fn::FindInMap": ["M", { Ref: "AWS::Region" }, "x"] }, "mapped"],
  ["If", { "Fn::If": ["Here", "yes", "no"] }, "yes"],
  ["If with the other branch", { "Fn::If": ["Elsewhere", "yes", { Ref: "AWS::NoValue" }] }, undefined],
  ["a parameter", { Ref: "P" }, "given"],
  ["plain data", { Version: 1, Fine: [true, null] }, { Version: 1, Fine: [true, null] }],
])("%s is resolved", async (_, value, wanted) => {
  const here = { "Fn::Equals": [{ Ref: "AWS::Region" }, "eu-west-1"] };
  const found = await resolved(value, {
    Mappings: { M: { "eu-west-1": { x: "mapped" } } },
    Conditions: { Here: here, Elsewhere: { "Fn::Not": [{ Condition: "Here" }] } },
    Parameters: { P: { Type: "String", Default: "given" } },
  });
  expect(found).toEqual(wanted);
});

test.each([
  [{ Ref: "Nobody" }, "no resource, parameter or condition Nobody"],
  [{ "Fn::GetAtt": ["Q", "Colour"] }, "AWS::SQS::Queue Q has no attribute Colour"],
  [{ "Fn::Transform": {} }, "Fn::Transform is not understood"],
  [{ "Fn::ImportValue": "nothing" }, "nothing exports nothing"],
  [{ Ref: "Holder" }, "circular reference: Holder -> Holder"],
])("%j is refused by name", async (value, message) => {
  await expect(resolved(value)).rejects.toThrow(message);
});

test("stacks see each other through exports, in any order", async () => {
  const cloud = await resolve(
    {
      Resources: {
        Holder: { Type: "AWS::SQS::QueuePolicy", Properties: { at: { "Fn::ImportValue": "two:q" } } },
      },
    },
    {
      Resources: { Q: { Type: "AWS::SQS::Queue" } },
      Outputs: {
        Out: {
          Value: { "Fn::GetAtt": ["Q", "QueueName"] },
          Export: { Name: { "Fn::Sub": "${AWS::StackName}:q" } },
        },
      },
    },
  );
  expect(cloud.find("Holder").properties.at).toBe(cloud.find("Q").attributes.QueueName);
  expect(cloud.outputs.Out).toMatch(/^two-Q-/);
});

test("made-up names depend on stack and logical id alone, and two never share one", async () => {
  const template = { Resources: { A: { Type: "AWS::SQS::Queue" }, B: { Type: "AWS::SQS::Queue" } } };
  const first = await resolve(template);
  const second = await resolve({
    Resources: { B: { Type: "AWS::SQS::Queue" }, A: { Type: "AWS::SQS::Queue" } },
  });
  expect(second.find("A").ref).toBe(first.find("A").ref);
  expect(first.find("B").ref).not.toBe(first.find("A").ref);
});

test("types without a meaning are counted, resources whose condition is off are not there", async () => {
  const cloud = await resolve({
    Conditions: { Never: { "Fn::Equals": [1, 2] } },
    Resources: {
      Alarm1: { Type: "AWS::CloudWatch::Alarm" },
      Alarm2: { Type: "AWS::CloudWatch::Alarm" },
      Q: { Type: "AWS::SQS::Queue", Condition: "Never" },
    },
  });
  expect(cloud.ignored).toEqual({ "AWS::CloudWatch::Alarm": 2 });
  expect(cloud.resources).toEqual([]);
});

test("addresses of REST APIs lead to the front", async () => {
  const Value = { "Fn::Sub": "https://${Rest}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1/" };
  const cloud = await resolve({
    Resources: { Rest: { Type: "AWS::ApiGateway::RestApi" } },
    Outputs: { Url: { Value } },
  });
  expect(cloud.outputs).toEqual({ Url: "http://localhost:4/v1/" });
});

test("a folder that is no assembly says so", async () => {
  await expect(readAssembly(join(folder, "nowhere"))).rejects.toThrow(/Cannot read .*manifest.json/);
});
