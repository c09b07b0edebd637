import { expect, test } from "vitest";
import { functionNames } from "../../lib/stack/roster.ts";
import { storefrontFunctions } from "../../lib/stack/storefront-roster.ts";
import { type Found, synthesised } from "./resources.ts";

const nameProperties = [
  "QueueName",
  "FunctionName",
  "TableName",
  "BucketName",
  "TopicName",
  "AlarmName",
  "LogGroupName",
  "UsagePlanName",
  "RoleName",
  "Name",
];

/** Whose names are those of others. */
const pointers = ["AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission", "AWS::Logs::MetricFilter"];

function nameOf({ type, properties }: Found): string | undefined {
  if (pointers.includes(type)) return undefined;
  const given = nameProperties.map((name) => properties[name]).find((value) => value !== undefined);
  return given === undefined ? undefined : JSON.stringify(given);
}

function names(stage: string): string[] {
  return synthesised({ stage }).all.flatMap((resource) => nameOf(resource) ?? []);
}

test("two stages live in one account: every physical name carries the stage", () => {
  const [dev, prod] = [names("dev"), names("prod")];
  expect(dev.length).toBeGreaterThan(80);
  expect(dev.filter((name) => !name.includes("printcloud-dev"))).toEqual([]);
  expect(dev.filter((name) => prod.includes(name))).toEqual([]);
});

test("functions are named as the rooms call them", () => {
  const found = synthesised()
    .ofType("AWS::Lambda::Function")
    .map(({ properties }) => properties.FunctionName);
  const names = [...functionNames, ...storefrontFunctions];
  expect(found.sort()).toEqual(names.map((name) => `printcloud-dev-${name}`).sort());
});

test("a stage's name cannot be mistaken for a part of another's", () => {
  for (const stage of ["Dev", "dev-facility", "", "1st", "averyverylongstage"])
    expect(() => synthesised({ stage })).toThrow();
});

test("operators and the laptop find what they need in the outputs", () => {
  expect(Object.keys(synthesised().outputs).sort()).toEqual([
    "AddFacilityFunction",
    "AddMerchantFunction",
    "ApiUrl",
    "FacilityRoleArn",
    "FilesBucket",
    "SiteBucket",
    "SiteUrl",
    "StatusQueueUrl",
    "TableName",
    "TicketsBucket",
  ]);
});
