import { expect, test } from "vitest";
import * as z from "zod";
import { type RouteSpec, routes } from "../../lib/order/api.ts";
import { statusOfCode } from "../../lib/order/errors.ts";
import { type Found, synthesised } from "./resources.ts";

// The storefront has an API of its own.
const whole = synthesised();
const ofType = (type: string) => whole.ofType(type).filter(({ id }) => !id.startsWith("Storefront"));

const Method = z.object({
  HttpMethod: z.string(),
  ResourceId: z.unknown(),
  AuthorizationType: z.string(),
  ApiKeyRequired: z.boolean().default(false),
  AuthorizerId: z.unknown().optional(),
  Integration: z.object({ Type: z.string(), Uri: z.unknown().optional() }),
});

const parts = new Map(
  ofType("AWS::ApiGateway::Resource").map((resource) => [resource.id, resource.properties]),
);

function pathOf(pointer: unknown): string {
  const id = z.object({ Ref: z.string() }).safeParse(pointer);
  const part = id.success ? parts.get(id.data.Ref) : undefined;
  return part ? `${pathOf(part.ParentId)}/${part.PathPart}` : "";
}

const methods = new Map(
  ofType("AWS::ApiGateway::Method").map(({ properties }: Found) => {
    const method = Method.parse(properties);
    return [`${method.HttpMethod} ${pathOf(method.ResourceId)}`, method];
  }),
);

test("the gateway has exactly the routes of the table, each at its door", () => {
  const served = [...methods.keys()].filter((key) => !key.startsWith("OPTIONS"));
  expect(served.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  for (const { method, path, door } of routes)
    expect(JSON.stringify(methods.get(`${method} ${path}`)?.Integration.Uri)).toContain(`"${door}Function`);
});

test("every route but the open ones asks the authorizer, and merchants' calls count against their plan", () => {
  for (const { method, path, open, who } of routes as readonly RouteSpec[]) {
    const found = methods.get(`${method} ${path}`);
    expect(found?.AuthorizationType).toBe(open ? "NONE" : "CUSTOM");
    expect(found?.AuthorizerId !== undefined).toBe(!open);
    expect(found?.ApiKeyRequired).toBe(!open && !who?.includes("facility"));
  }
});

test("browsers of any origin may ask before every route", () => {
  for (const { path } of routes) expect(methods.get(`OPTIONS ${path}`)?.Integration.Type).toBe("MOCK");
});

test("the authorizer's answers live a minute and it says whose usage counts", () => {
  const [authorizer] = ofType("AWS::ApiGateway::Authorizer");
  expect(authorizer?.properties).toMatchObject({
    Type: "REQUEST",
    AuthorizerResultTtlInSeconds: 60,
    IdentitySource: "method.request.header.Authorization",
  });
  expect(ofType("AWS::ApiGateway::RestApi")[0]?.properties.ApiKeySourceType).toBe("AUTHORIZER");
});

const Answer = z.object({
  ResponseType: z.string(),
  StatusCode: z.string(),
  ResponseParameters: z.record(z.string(), z.string()),
  ResponseTemplates: z.object({ "application/json": z.string() }),
});
const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.enum(Object.keys(statusOfCode) as [keyof typeof statusOfCode]),
  detail: z.string().min(10),
  pointer: z.null(),
  given: z.null(),
  wanted: z.null(),
  requestId: z.literal("$context.requestId"),
});
const answers = new Map(
  ofType("AWS::ApiGateway::GatewayResponse").map(({ properties }) => {
    const answer = Answer.parse(properties);
    const problem = Problem.parse(JSON.parse(answer.ResponseTemplates["application/json"]));
    return [answer.ResponseType, { ...answer, problem }];
  }),
);

test("what the gateway answers itself is a problem like any other, readable from any origin", () => {
  expect(answers.size).toBeGreaterThan(15);
  for (const { StatusCode, ResponseParameters, problem } of answers.values()) {
    expect(Number(StatusCode)).toBe(statusOfCode[problem.code]);
    expect(problem.status).toBe(statusOfCode[problem.code]);
    expect(ResponseParameters).toMatchObject({
      "gatewayresponse.header.Content-Type": "'application/problem+json'",
      "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
    });
  }
});

test.each([
  ["UNAUTHORIZED", 401, "unauthenticated"],
  ["ACCESS_DENIED", 403, "forbidden"],
  ["MISSING_AUTHENTICATION_TOKEN", 404, "not_found"],
  ["REQUEST_TOO_LARGE", 413, "request_too_large"],
  ["THROTTLED", 429, "rate_limited"],
  ["QUOTA_EXCEEDED", 429, "rate_limited"],
  ["DEFAULT_5XX", 500, "internal"],
  ["INTEGRATION_TIMEOUT", 503, "unavailable"],
])("%s is %i %s", (type, status, code) => {
  expect(answers.get(type)?.problem).toMatchObject({ status, code });
});

test("who is told to slow down is told for how long", () => {
  for (const [, { problem, ResponseParameters }] of answers) {
    const wait = ResponseParameters["gatewayresponse.header.Retry-After"];
    expect(wait === undefined).toBe(!["rate_limited", "unavailable"].includes(problem.code));
  }
});

test("three tiers, each with a throttle and a quota, each wider than the one before", () => {
  const Plan = z.object({
    UsagePlanName: z.string(),
    Throttle: z.object({ RateLimit: z.number(), BurstLimit: z.number() }),
    Quota: z.object({ Limit: z.number(), Period: z.string() }),
    ApiStages: z.array(z.unknown()).length(1),
  });
  const plans = ofType("AWS::ApiGateway::UsagePlan").map(({ properties }) => Plan.parse(properties));
  const limits = ["trial", "standard", "scale"].map((tier) => {
    const plan = plans.find(({ UsagePlanName }) => UsagePlanName === `printcloud-dev-${tier}`);
    return [plan?.Throttle.RateLimit, plan?.Quota.Limit];
  });
  expect(limits).toEqual([...limits].sort(([a = 0], [b = 0]) => a - b));
  expect(new Set(limits.map(([rate]) => rate)).size).toBe(3);
});

test("access logs know no person: no address, no agent, no path with ids", () => {
  const [stage] = ofType("AWS::ApiGateway::Stage");
  expect(stage?.properties.StageName).toBe("v1");
  const Log = z.object({ AccessLogSetting: z.object({ Format: z.string() }) });
  const { Format } = Log.parse(stage?.properties).AccessLogSetting;
  expect(Format).toContain("$context.requestId");
  expect(Format).not.toMatch(/\$context\.(identity|path\b|authorizer)/);
});
