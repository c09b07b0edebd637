import { expect, test } from "vitest";
import { readRoles } from "../../../lib/laptop/iam/roles.ts";
import { accountId, policy } from "./world.ts";

const trust = policy({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Service: "lambda.amazonaws.com" },
});
const allow = (Action: string) => policy({ Effect: "Allow", Action, Resource: "*" });
const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const shared = `arn:aws:iam::${accountId}:policy/Shared`;

function role(properties: object) {
  return {
    type: "AWS::IAM::Role",
    ref: "Router",
    properties: { AssumeRolePolicyDocument: trust, ...properties },
  };
}

test("a role has its inline policies, those attached to it, and managed ones named from either side", () => {
  const roles = readRoles([
    role({
      Policies: [{ PolicyName: "inline", PolicyDocument: allow("s3:GetObject") }],
      ManagedPolicyArns: [basic, shared],
      Tags: [{ Key: "room", Value: "route" }],
    }),
    {
      type: "AWS::IAM::Policy",
      ref: "Default",
      properties: { PolicyName: "Default", PolicyDocument: allow("sqs:SendMessage"), Roles: ["Router"] },
    },
    {
      type: "AWS::IAM::Policy",
      ref: "Other",
      properties: { PolicyName: "Other", PolicyDocument: allow("*"), Roles: ["Somebody"] },
    },
    {
      type: "AWS::IAM::ManagedPolicy",
      ref: shared,
      properties: { PolicyDocument: allow("dynamodb:GetItem") },
    },
    { type: "AWS::SQS::Queue", ref: "Queue", properties: {} },
  ]);
  expect(roles("Router")).toEqual({
    name: "Router",
    trust,
    policies: [allow("s3:GetObject"), allow("sqs:SendMessage"), allow("dynamodb:GetItem")],
    tags: { room: "route" },
  });
  expect(roles("Somebody")).toBeUndefined();
});

test("a managed policy that the laptop does not know, and a boundary, are refused", () => {
  const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
  expect(() => readRoles([role({ ManagedPolicyArns: [admin] })])).toThrow(admin);
  expect(() => readRoles([role({ PermissionsBoundary: shared })])).toThrow("no permissions boundaries");
});
