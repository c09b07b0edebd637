import { expect, test } from "vitest";
import { systemIds } from "../../lib/cloud/system.ts";
import { httpDoor, type Served } from "../../lib/lambda/http.ts";
import { type Code, Rejected, statusOfCode, Unavailable } from "../../lib/order/errors.ts";
import { AppId } from "../../lib/order/ids.ts";
import type { Principal } from "../../lib/order/principal.ts";
import { ProblemView } from "../../lib/order/views.ts";
import { openCloud } from "../cloud/opened.ts";
import { owner, stranger } from "../order/made.ts";
import { type Asking, ask, secretOf } from "./asked.ts";

const merchant = secretOf(owner);

/** A door that serves what it is given, and asks it. */
async function openDoor(served: Served) {
  const cloud = await openCloud();
  const door = httpDoor({ grants: cloud.keys, answers: cloud.answers }, served);
  return { cloud, ask: (asking: Asking) => ask(door as never, { principal: merchant, ...asking }) };
}

test("every code is a problem with its own status, and nothing else is told", async () => {
  const codes = Object.keys(statusOfCode) as Code[];
  let code: Code = "internal";
  const door = await openDoor({
    "GET /orders": async () => {
      throw new Rejected(code, "what happened", { pointer: "/a", given: "x".repeat(5000), wanted: [1] });
    },
  });
  for (code of codes) {
    const { status, body, headers, text } = await door.ask({ route: "GET /orders" });
    expect(ProblemView.parse(body)).toMatchObject({
      code,
      status,
      pointer: "/a",
      wanted: [1],
      detail: "what happened",
    });
    expect([status, headers["content-type"]]).toEqual([statusOfCode[code], "application/problem+json"]);
    expect(headers["x-request-id"]).toBe(body.requestId);
    expect(text.length).toBeLessThan(1000);
  }
});

test("the world's fault is 503 with a time to come back, and ours is 500 without a word of why", async () => {
  const faults = [
    new Unavailable("the queue at 10.0.0.1 is away"),
    new Error("secret detail"),
    "thrown text",
    undefined,
  ];
  for (const fault of faults) {
    const door = await openDoor({ "GET /orders": () => Promise.reject(fault) });
    const { status, body, headers, text } = await door.ask({ route: "GET /orders" });
    const expected = fault instanceof Unavailable ? [503, "unavailable", "5"] : [500, "internal", undefined];
    expect([status, body.code, headers["retry-after"]]).toEqual(expected);
    expect(text).not.toMatch(/10\.0\.0\.1|secret detail|thrown text/);
  }
});

test("an answer has its route's status, its request's id, and is never cached", async () => {
  const door = await openDoor({ "POST /uploads": async ({ body, owner: of }) => ({ body, of }) });
  const { status, headers, body } = await door.ask({
    route: "POST /uploads",
    body: { bytes: 1, type: "image/png" },
  });
  expect([status, headers["content-type"]]).toEqual([201, "application/json"]);
  expect(headers).toMatchObject({
    "cache-control": "no-store",
    "access-control-allow-origin": "*",
    "x-request-id": "request-1",
  });
  expect(body).toEqual({ body: { bytes: 1, type: "image/png" }, of: owner });
});

test("a route that is not in the table, or not this door's, is not found", async () => {
  const door = await openDoor({ "GET /orders": async () => 1 });
  for (const route of ["GET /nothing", "DELETE /orders", "GET /events", "GET constructor", "GET __proto__"])
    expect((await door.ask({ route })).body, route).toMatchObject({ code: "not_found", status: 404 });
});

test("without a principal the caller is nobody, and with another kind of key it is forbidden", async () => {
  const door = await openDoor({
    "GET /orders": async () => 1,
    "GET /health": async () => ({ status: "ok" }),
  });
  const publishable: Principal = { kind: "publishable", ...owner, keyId: "k" };
  const facility: Principal = { kind: "facility", facilityId: "press", mode: "test", keyId: "k" };
  expect((await door.ask({ route: "GET /orders", principal: null })).body.code).toBe("unauthenticated");
  expect((await door.ask({ route: "GET /orders", principal: { kind: "secret" } as never })).status).toBe(401);
  for (const principal of [publishable, facility])
    expect((await door.ask({ route: "GET /orders", principal })).body).toMatchObject({
      code: "forbidden",
      status: 403,
    });
  expect((await door.ask({ route: "GET /health", principal: null })).status).toBe(200);
});

test("an application acts for merchants that granted it, and for no other", async () => {
  const door = await openDoor({ "GET /orders": async ({ owner: of }) => of });
  const appId = AppId.parse(systemIds.next("app"));
  const principal: Principal = { kind: "app", appId, mode: "test", keyId: "k" };
  const as = (merchantId: string) =>
    door.ask({ route: "GET /orders", principal, headers: { "PRINTCLOUD-merchant": merchantId } });
  expect((await as(owner.merchantId)).status).toBe(403);
  await door.cloud.keys.grant("test", owner.merchantId, appId);
  await door.cloud.keys.grant("live", stranger.merchantId, appId);
  expect((await as(owner.merchantId)).body).toEqual(owner);
  for (const other of [stranger.merchantId, "mer_1", ""]) {
    const { status, body } = await as(other);
    expect([status, body.code, body.pointer]).toEqual([403, "forbidden", "Printcloud-Merchant"]);
  }
  expect((await door.ask({ route: "GET /orders", principal })).status).toBe(403);
  const secret = { route: "GET /orders", headers: { "printcloud-merchant": stranger.merchantId } };
  expect((await door.ask(secret)).body).toEqual(owner);
});

test("a body is JSON, also in base64; an empty one is an empty object; anything else is refused", async () => {
  const door = await openDoor({ "POST /orders/{id}/cancel": async ({ body, id }) => ({ body, id }) });
  const route = "POST /orders/{id}/cancel";
  for (const body of [undefined, "", "{}"])
    expect((await door.ask({ route, id: "i", body })).body).toEqual({ body: {}, id: "i" });
  const base64 = { isBase64Encoded: true, body: Buffer.from('{"x":1}').toString("base64") };
  expect((await door.ask({ route, event: base64 })).body).toMatchObject({
    code: "invalid_request",
    pointer: "/x",
    given: 1,
  });
  for (const body of ["{", "not JSON", "[1", "\u0000"])
    expect((await door.ask({ route, body })).body, body).toMatchObject({
      code: "invalid_request",
      pointer: "",
      status: 400,
    });
  for (const body of ["null", "[]", "1", '"a"', "[".repeat(50_000)])
    expect((await door.ask({ route, body })).status, body.slice(0, 9)).toBe(400);
});

test("a query is parsed, defaulted, and refused where it holds what the route does not know", async () => {
  const door = await openDoor({
    "GET /events": async ({ query }) => query,
    "GET /orders/{id}": async () => 1,
  });
  const events = (query: Record<string, string>) => door.ask({ route: "GET /events", query });
  expect((await events({})).body).toEqual({ after: 0, limit: 20 });
  expect((await events({ after: "7", limit: "100" })).body).toEqual({ after: 7, limit: 100 });
  const refused: [string, Record<string, string>][] = [
    ["/before", { before: "1" }],
    ["/limit", { limit: "101" }],
    ["/limit", { limit: "" }],
    ["/limit", { limit: "ten" }],
    ["/after", { after: "-1" }],
    ["/after", { after: "1.5" }],
    ["/after", { after: "9999999999998" }],
  ];
  for (const [pointer, query] of refused)
    expect((await events(query)).body, pointer).toMatchObject({
      code: "invalid_request",
      pointer,
      status: 400,
    });
  expect((await door.ask({ route: "GET /orders/{id}", id: "x", query: { verbose: "1" } })).body.pointer).toBe(
    "/verbose",
  );
  expect((await door.ask({ route: "GET /orders/{id}", id: "x" })).status).toBe(200);
});

test("the same key for another order's route is another request, and secrets are never stored", async () => {
  let runs = 0;
  const door = await openDoor({
    "POST /uploads/{id}/complete": async ({ id }) => ({ id, run: ++runs }),
    "POST /facility-credentials": async () => ({ secret: ++runs }),
  });
  const complete = (id: string) =>
    door.ask({ route: "POST /uploads/{id}/complete", id, headers: { "idempotency-KEY": "k" } });
  expect((await complete("a")).text).toBe((await complete("a")).text);
  expect((await complete("b")).body.code).toBe("idempotency_key_reused");
  const press = (facilityId: string): Principal => ({
    kind: "facility",
    facilityId,
    mode: "test",
    keyId: "k",
  });
  const route = "POST /facility-credentials";
  const secrets = ["one", "two", "two"].map((id) =>
    door.ask({ route, principal: press(id), headers: { "Idempotency-Key": "k" } }),
  );
  expect(new Set((await Promise.all(secrets)).map(({ body }) => body.secret)).size).toBe(3);
});
