import { expect, test } from "vitest";
import * as z from "zod";
import { openApi } from "../../lib/lambda/openapi.ts";
import { routes } from "../../lib/order/api.ts";
import { contract } from "../../lib/order/contract.ts";
import { statusOfCode } from "../../lib/order/errors.ts";

const Operation = z.looseObject({
  summary: z.string().min(3),
  security: z.array(z.unknown()),
  parameters: z.array(
    z.looseObject({ name: z.string(), in: z.enum(["path", "query", "header"]), schema: z.looseObject({}) }),
  ),
  requestBody: z.looseObject({ required: z.boolean() }).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.looseObject({
  openapi: z.literal("3.1.1"),
  paths: z.record(z.string(), z.partialRecord(z.enum(["get", "post"]), Operation)),
  components: z.looseObject({
    schemas: z.looseObject({ Code: z.object({ enum: z.array(z.string()) }).loose() }),
  }),
});

async function described() {
  const text = JSON.stringify(await openApi());
  return { text, document: Document.parse(JSON.parse(text)) };
}

function at(document: unknown, ref: string): unknown {
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((inner, step) => Object(inner)[step] as unknown, document);
}

test("every reference resolves, inside this document", async () => {
  const { text, document } = await described();
  const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = ""]) => ref);
  expect(refs.length).toBeGreaterThan(10);
  for (const ref of refs) expect(at(document, ref), ref).toBeDefined();
  expect(text).not.toMatch(/"\$schema"|"\$defs"/);
});

test("every route is there with its schemas, and no other", async () => {
  const { document } = await described();
  const there = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(there.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  expect(Object.keys(contract).sort()).toEqual(there);
});

test("each route tells its parameters, its body, its answer and its problems", async () => {
  const { document } = await described();
  for (const route of routes) {
    const operation = document.paths[route.path]?.[route.method === "GET" ? "get" : "post"];
    const names = operation?.parameters.map(({ name }) => name) ?? [];
    expect(names.includes("id"), route.path).toBe(route.path.includes("{id}"));
    expect(operation?.security.length, route.path).toBe("open" in route ? 0 : 1);
    expect(operation?.responses.default).toEqual({ $ref: "#/components/responses/Problem" });
    const keyed = route.method === "POST" && !("secret" in route);
    expect(names.includes("Idempotency-Key"), route.path).toBe(keyed);
  }
  const cancel = document.paths["/orders/{id}/cancel"]?.post;
  expect([cancel?.requestBody?.required, document.paths["/orders"]?.post?.requestBody?.required]).toEqual([
    false,
    true,
  ]);
  expect(document.paths["/events"]?.get?.parameters.map(({ name }) => name)).toEqual([
    "after",
    "limit",
    "Printcloud-Merchant",
  ]);
});

test("every code is listed, and problems name one of them", async () => {
  const { document, text } = await described();
  expect(document.components.schemas.Code.enum).toEqual(Object.keys(statusOfCode));
  expect(at(document, "#/components/schemas/Problem/properties/code")).toEqual({
    $ref: "#/components/schemas/Code",
  });
  for (const code of Object.keys(statusOfCode)) expect(text).toContain(`\`${code}\``);
});

test("requests tell what is optional and answers what is always there", async () => {
  const { document } = await described();
  const request = at(document, "#/paths") as Record<string, never>;
  const schema = (path: string, ...steps: string[]) =>
    steps.reduce<unknown>((inner, step) => Object(inner)[step], request[path]);
  const body = schema("/orders", "post", "requestBody", "content", "application/json", "schema");
  expect(body).toMatchObject({ required: ["recipient", "items"], additionalProperties: false });
  const reply = schema(
    "/orders",
    "post",
    "responses",
    "201",
    "content",
    "application/json",
    "schema",
    "required",
  );
  expect(reply).toContain("actions");
});
