import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { expect, test } from "vitest";
import * as z from "zod";
import { authorizer } from "../../lib/lambda/authorize.ts";
import { readEnv } from "../../lib/lambda/env.ts";
import { errorFields } from "../../lib/lambda/log.ts";
import { operatorCall } from "../../lib/lambda/operator.ts";
import { rejectedParse } from "../../lib/lambda/problem.ts";
import { roundWorker } from "../../lib/lambda/round.ts";
import { Rejected } from "../../lib/order/errors.ts";
import { writeKey } from "../../lib/order/principal.ts";
import { openCloud } from "../cloud/opened.ts";
import { owner } from "../order/made.ts";
import { secretOf } from "./asked.ts";

const tick = (time: unknown) => [{ time }, {} as never] as const;

test("a round works at the time that its event brings, each mode and then both", async () => {
  const seen: unknown[] = [];
  const work = roundWorker("watch", {
    each: async ({ mode, now }) => seen.push([mode, now.toISOString()]),
    once: async (now) => seen.push(now.toISOString()),
  });
  await work(...tick("2026-11-21T10:00:00Z"));
  const at = "2026-11-21T10:00:00.000Z";
  expect(seen).toEqual([["live", at], ["test", at], at]);
  await expect(work(...tick("soon"))).rejects.toThrow();
});

test("a round that fails for one mode still works the other, and fails at the end", async () => {
  const seen: string[] = [];
  const work = roundWorker("watch", {
    each: async ({ mode }) => {
      seen.push(mode);
      if (mode === "live") throw new Error("live is down");
      return 0;
    },
    once: async () => seen.push("both"),
  });
  await expect(work(...tick("2026-11-21T10:00:00Z"))).rejects.toThrow("the watch round failed in part");
  expect(seen).toEqual(["live", "test", "both"]);
});

async function openGate() {
  const { keys } = await openCloud();
  const key = writeKey("secret", "test", Buffer.alloc(32, 3));
  await keys.put(key, { principal: secretOf(owner), usageKey: "u".repeat(24) });
  const facility = writeKey("facility", "test", Buffer.alloc(32, 4));
  await keys.put(facility, {
    principal: { kind: "facility", facilityId: "press", mode: "test", keyId: "f" },
    usageKey: null,
  });
  const authorize = (headers: Record<string, string> | null) =>
    authorizer(keys)({
      methodArn: "arn:aws:execute-api:eu-central-1:123456789012:api1/v1/GET/orders/ord_1",
      headers,
    } as unknown as APIGatewayRequestAuthorizerEvent); // all that is read
  return { key, facility, authorize };
}

test("a key opens all routes of its stage for a minute, tells who calls, and meters its plan", async () => {
  const { key, facility, authorize } = await openGate();
  const found = await authorize({ authorization: `bearer ${key}` });
  expect(found).toMatchObject({ principalId: "key", usageIdentifierKey: "u".repeat(24) });
  expect(JSON.parse(String(found.context?.principal))).toEqual(secretOf(owner));
  expect(found.policyDocument.Statement).toEqual([
    {
      Action: "execute-api:Invoke",
      Effect: "Allow",
      Resource: "arn:aws:execute-api:eu-central-1:123456789012:api1/v1/*",
    },
  ]);
  expect(await authorize({ Authorization: `Bearer ${facility}` })).not.toHaveProperty("usageIdentifierKey");
});

test("whatever is no key of ours is unauthorized, in the one word that the gateway knows", async () => {
  const { key, authorize } = await openGate();
  const bad = [
    null,
    {},
    { Authorization: key },
    { Authorization: `Bearer ${key}x` },
    { Authorization: "Bearer " },
    { Authorization: `Basic ${key}` },
  ];
  for (const headers of bad) await expect(authorize(headers)).rejects.toThrow(/^Unauthorized$/);
});

const variables = {
  TABLE: "orders",
  QUEUE_ROUTE: "http://127.0.0.1/1/route",
  DEAD_QUEUES: '{"route":"http://127.0.0.1/1/dead"}',
  RETENTION_DAYS: "30",
  AWS_REGION: "eu-central-1",
};

test("the environment is parsed, and only what was asked for", () => {
  expect(
    readEnv(
      variables,
      "TABLE",
      "DEAD_QUEUES",
      "RETENTION_DAYS",
      "ALLOWED_PRIVATE_ORIGINS",
      "AWS_ENDPOINT_URL",
    ),
  ).toEqual({
    TABLE: "orders",
    DEAD_QUEUES: { route: "http://127.0.0.1/1/dead" },
    RETENTION_DAYS: 30,
    ALLOWED_PRIVATE_ORIGINS: [],
  });
  const listed = { ...variables, ALLOWED_PRIVATE_ORIGINS: "http://127.0.0.1:4000,http://127.0.0.1:5000" };
  expect(readEnv(listed, "ALLOWED_PRIVATE_ORIGINS").ALLOWED_PRIVATE_ORIGINS).toHaveLength(2);
});

test("a variable that is missing or wrong is named at once", () => {
  const wrong: [Parameters<typeof readEnv>[1], Record<string, string>][] = [
    ["TICKETS_BUCKET", {}],
    ["TABLE", { TABLE: "" }],
    ["QUEUE_ROUTE", { QUEUE_ROUTE: "route" }],
    ["DEAD_QUEUES", { DEAD_QUEUES: "{" }],
    ["DEAD_QUEUES", { DEAD_QUEUES: '{"route":1}' }],
    ["USAGE_PLANS", { USAGE_PLANS: '{"trial":"a"}' }],
    ["RETENTION_DAYS", { RETENTION_DAYS: "7" }],
    ["RETENTION_DAYS", { RETENTION_DAYS: "" }],
  ];
  for (const [name, change] of wrong)
    expect(() => readEnv({ ...variables, ...change }, name), name).toThrow(name);
});

test("an operator's wrong input comes back as a problem, everything else as an error", async () => {
  const call = operatorCall(z.strictObject({ id: z.string() }), async ({ id }) => {
    if (id === "refused") throw new Rejected("invalid_request", "not so");
    if (id === "broken") throw new Error("ours");
    return id.length;
  });
  const context = { awsRequestId: "r" };
  expect(await call({ id: "abc" }, context)).toEqual({ ok: 3 });
  expect(await call({ id: 1 }, context)).toMatchObject({
    problem: { pointer: "/id", given: 1, requestId: "r" },
  });
  expect(await call({ id: "a", x: 1 }, context)).toMatchObject({ problem: { pointer: "/x" } });
  expect(await call({ id: "refused" }, context)).toMatchObject({ problem: { detail: "not so" } });
  await expect(call({ id: "broken" }, context)).rejects.toThrow("ours");
});

test("of a union the branch that was meant is told of", () => {
  const schema = z.object({
    cover: z.union([
      z.strictObject({ url: z.url() }),
      z.strictObject({ title: z.string(), ink: z.enum(["cmyk"]) }),
    ]),
  });
  const told = (cover: unknown) => {
    const found = schema.safeParse({ cover });
    return found.success ? undefined : rejectedParse(found.error, { cover }, "body").blame;
  };
  expect(told({ title: "a", ink: "rgb" })).toEqual({ pointer: "/cover/ink", given: "rgb", wanted: ["cmyk"] });
  expect(told({ url: "nowhere" })).toEqual({ pointer: "/cover/url", given: "nowhere", wanted: "url" });
  expect(told({ url: "https://a.org", size: 1 })).toMatchObject({ pointer: "/cover/size", given: 1 });
  expect(told(7)).toMatchObject({ pointer: "/cover", given: 7 });
});

test("errors are logged with their causes, and a round's with some of them", () => {
  const error = new Error("outer", { cause: new TypeError("inner") });
  expect(errorFields(error)).toMatchObject({ error: "Error", message: "outer", cause: "TypeError: inner" });
  const many = new AggregateError(
    Array.from({ length: 50 }, (_, n) => new Error(`order ${n}`)),
    "50 failed",
  );
  expect(errorFields(many).cause).toBe([0, 1, 2, 3, 4].map((n) => `Error: order ${n}`).join("; "));
  expect(errorFields("text")).toEqual({ error: "text" });
});
