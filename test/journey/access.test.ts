import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { type PrincipalKind, type RouteSpec, routes } from "../../lib/order/api.ts";
import { statusOfCode } from "../../lib/order/errors.ts";
import { ProductsView } from "../../lib/order/views.ts";
import { type Answer, Caller, orderOf, problemOf } from "./calls.ts";
import { enrol } from "./onboarding.ts";
import { type Started, started } from "./started.ts";

let cloud: Started;
let callers: Record<PrincipalKind, Caller>;
let other: Caller;
let nobody: Caller;

const guarded: readonly RouteSpec[] = routes.filter((route: RouteSpec) => !route.open);
const card = orderOf([
  { productId: "postcard-a6", quantity: 1, files: { images: [{ url: "http://127.0.0.1/x" }] } },
]);

beforeAll(async () => {
  cloud = await started();
  const { merchantId, facilityKeys } = cloud.demo;
  const otherKeys = await enrol(cloud, { kind: "merchant", name: "Another shop", tier: "scale" });
  const app = await enrol(cloud, { kind: "app", name: "Storefront", merchants: [merchantId as never] });
  const as = (key: string) => new Caller(cloud.api, key);
  nobody = new Caller(cloud.api);
  other = as(otherKeys.keyOf("sk_test_"));
  callers = {
    secret: as(cloud.keyOf("sk_test_")),
    publishable: as(cloud.keyOf("pk_test_")),
    app: as(app.keyOf("app_test_")),
    facility: as(facilityKeys["test-amsterdam"] ?? ""),
  };
});

afterAll(async () => {
  await cloud?.close();
});

test("without a key, or with one that is none, every route but the open ones answers 401", async () => {
  const wrong = [
    undefined,
    "sk_test_nonsense",
    `sk_test_${"A".repeat(43)}`,
    `sk_live_${callers.secret.key?.slice(8)}`,
  ];
  for (const route of guarded) {
    const answers = await Promise.all(wrong.map((key) => ask(new Caller(cloud.api, key), route)));
    for (const answer of answers)
      expect(problemOf(answer)).toMatchObject({ status: 401, code: "unauthenticated" });
  }
});

test("a key opens only the routes of its kind", async () => {
  const merchant = { "printcloud-merchant": cloud.demo.merchantId };
  for (const route of guarded) {
    const codes = await Promise.all(
      Object.entries(callers).map(async ([kind, caller]) => {
        const answer = await ask(caller, route, kind === "app" ? merchant : {});
        return [kind, Object(answer.json).code === "forbidden" ? problemOf(answer).status : "in"];
      }),
    );
    const wanted = Object.keys(callers).map((kind) => [
      kind,
      route.who?.some((each) => each === kind) ? "in" : 403,
    ]);
    expect([route.path, codes]).toEqual([route.path, wanted]);
  }
});

test("an application acts only for merchants who granted it", async () => {
  expect(problemOf(await callers.app.get("/orders"))).toMatchObject({ status: 403, code: "forbidden" });
  const foreign = { "printcloud-merchant": "mer_01ARZ3NDEKTSV4RRFFQ69G5FAV" };
  expect(problemOf(await callers.app.get("/orders", foreign))).toMatchObject({
    status: 403,
    code: "forbidden",
  });
  const own = { "printcloud-merchant": cloud.demo.merchantId };
  const order = await callers.app.place({ ...card, settlement: "prepaid" }, own);
  expect((await callers.secret.get(`/orders/${order.id}`)).status).toBe(200);
  expect(problemOf(await callers.secret.post("/orders", { ...card, settlement: "prepaid" }))).toMatchObject({
    code: "invalid_request",
    pointer: "/settlement",
  });
});

test("another merchant's order, and one of the other mode, is no order", async () => {
  const { id } = await callers.secret.place(card);
  const live = new Caller(cloud.api, cloud.keyOf("sk_live_"));
  for (const stranger of [other, live]) {
    const absent = { status: 404, code: "not_found", given: id };
    expect(problemOf(await stranger.get(`/orders/${id}`))).toMatchObject(absent);
    expect(problemOf(await stranger.post(`/orders/${id}/cancel`, {}))).toMatchObject(absent);
    expect(Object((await stranger.get("/orders")).json).items).toEqual([]);
    expect(Object((await stranger.get("/events")).json).items).toEqual([]);
  }
  const { nextCursor } = Object((await callers.secret.get("/orders?limit=1")).json);
  expect(Buffer.from(nextCursor, "base64url").toString()).not.toContain("mer_");
  expect(Object((await other.get(`/orders?cursor=${nextCursor}`)).json).items).toEqual([]);
});

test("a path that is not there answers 404, a body of 11 MB 413, and HEAD has no body", async () => {
  for (const [method, path] of [
    ["GET", "/nothing"],
    ["DELETE", "/orders"],
    ["GET", "/orders/x/y/z"],
    ["PATCH", "/"],
  ]) {
    const answer = await callers.secret.send(method ?? "", path ?? "");
    expect(problemOf(answer)).toMatchObject({ status: 404, code: "not_found" });
  }
  const large = await callers.secret.post("/orders", JSON.stringify({ ...card, metadata: "x".repeat(11e6) }));
  expect(problemOf(large)).toMatchObject({ status: 413, code: "request_too_large" });
  const head = await nobody.send("HEAD", "/health");
  expect([head.status, head.text]).toEqual([404, ""]);
});

test("a browser of any origin may ask, preflight first", async () => {
  for (const { path, method } of routes) {
    const preflight = await nobody.send("OPTIONS", path.replace("{id}", "x"), {
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": method,
        "access-control-request-headers": "authorization,content-type,idempotency-key",
      },
    });
    expect([preflight.status, preflight.text]).toEqual([204, ""]);
    const allowed = (name: string) => preflight.headers.get(`access-control-allow-${name}`)?.toLowerCase();
    expect(allowed("origin")).toBe("*");
    expect(allowed("methods")).toContain(method.toLowerCase());
    for (const name of ["authorization", "content-type", "idempotency-key"])
      expect(allowed("headers")).toContain(name);
  }
  const origin = { origin: "https://shop.example" };
  for (const answer of [
    await callers.publishable.get("/products", origin),
    await nobody.get("/products", origin),
  ])
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
});

test("a merchant of the trial tier who asks too fast is told to wait; others are not held up", async () => {
  const { keyOf } = await enrol(cloud, { kind: "merchant", name: "Hasty", tier: "trial" });
  const hasty = new Caller(cloud.api, keyOf("sk_test_"));
  const answers = await Promise.all(Array.from({ length: 60 }, () => hasty.get("/orders")));
  const held = answers.filter(({ status }) => status !== 200);
  expect(held.length).toBeGreaterThan(20);
  expect(held.length).toBeLessThan(60);
  for (const answer of held) {
    expect(problemOf(answer)).toMatchObject({ status: 429, code: "rate_limited" });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect((await callers.secret.get("/orders")).status).toBe(200);
});

test("the description needs no key, names every route and code, and every reference in it leads somewhere", async () => {
  const answer = await nobody.get("/openapi.json");
  const Operation = z.object({ summary: z.string(), responses: z.record(z.string(), z.unknown()) });
  const Description = z.object({
    openapi: z.string().startsWith("3.1"),
    paths: z.record(z.string(), z.record(z.string(), Operation)),
    components: z.object({ schemas: z.object({ Code: z.object({ enum: z.array(z.string()) }) }) }),
  });
  const { paths, components } = Description.parse(answer.json);
  const described = Object.entries(paths).flatMap(([path, of]) =>
    Object.keys(of).map((method) => `${method} ${path}`),
  );
  expect(described.sort()).toEqual(
    routes.map(({ method, path }) => `${method.toLowerCase()} ${path}`).sort(),
  );
  expect(components.schemas.Code.enum.sort()).toEqual(Object.keys(statusOfCode).sort());
  for (const [, pointer = ""] of answer.text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = pointer.split("/").reduce<unknown>((at, step) => Object(at)[step], answer.json);
    expect(target, pointer).toBeDefined();
  }
  expect((await nobody.get("/health")).json).toMatchObject({ status: "ok" });
  expect(ProductsView.parse((await callers.publishable.get("/products")).json).items.length).toBeGreaterThan(
    30,
  );
});

test("no junk makes our side fail", async () => {
  const bodies = [
    ...["", "null", "[]", "7", '"x"', "{", '{"a":1}', "\u0000", `{"items":${"[".repeat(5000)}`],
    JSON.stringify({ ...card, metadata: { a: "\u0000\ud800" } }),
    JSON.stringify(card).replace('"recipient":{', '"__proto__":{"x":1},"recipient":{'),
    JSON.stringify({ ...card, items: [{ ...(card.items[0] as object), quantity: 1e308 }] }),
    JSON.stringify({ ...card, merchantReference: "é".repeat(120) }),
  ];
  const odd = [
    "%00",
    "..%2f..",
    "ord_01ARZ3NDEKTSV4RRFFQ69G5FAV%23",
    "%F0%9F%98%80",
    "a".repeat(4000),
    "#",
    "%",
  ];
  const queries = [
    "limit=0",
    "limit=abc",
    "limit=1e9",
    "cursor=%00",
    "cursor=AAAA",
    "state=lost",
    "limit=1&limit=2",
    "x=1",
  ];
  const junk: Promise<Answer>[] = [
    ...guarded
      .filter(({ method }) => method === "POST")
      .flatMap(({ path }) => bodies.map((body) => other.post(path.replace("{id}", "x"), body))),
    ...odd.map((id) => other.get(`/orders/${id}`)),
    ...odd.map((id) => other.post(`/uploads/${id}/complete`, {})),
    ...queries.map((query) => other.get(`/orders?${query}`)),
    ...["after=-1", "after=x", "after=1e999", "after=99999999999999999999"].map((query) =>
      other.get(`/events?${query}`),
    ),
    ...["k".repeat(256), "#", "a b", "/"].map((key) =>
      other.post("/uploads", { bytes: 1, type: "image/png" }, { "idempotency-key": key }),
    ),
  ];
  for (const answer of await Promise.all(junk)) {
    expect(answer.status, answer.text).toBeLessThan(500);
    expect(answer.status, "junk that never arrives proves nothing").not.toBe(429);
    if (answer.status >= 400) problemOf(answer);
  }
});

/** One request to a route that says as little as it can. */
function ask(
  caller: Caller,
  { method, path }: RouteSpec,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = method === "POST" ? { body: {} } : {};
  return caller.send(method, path.replace("{id}", "x"), { ...body, headers });
}
