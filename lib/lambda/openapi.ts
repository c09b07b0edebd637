import * as z from "zod";
import { type PrincipalKind, type RouteSpec, routes } from "../order/api.ts";
import { contract, type RouteContract, type RouteKey } from "../order/contract.ts";
import { type Code, statusOfCode } from "../order/errors.ts";
import { ProblemView } from "../order/views.ts";

/** The API is there when this is answered. */
export async function health(): Promise<{ status: "ok"; version: string }> {
  return { status: "ok", version: "1" };
}

/** OpenAPI 3.1 of the REST API, made from the route table and the schemas that validate. */
export async function openApi(): Promise<unknown> {
  return {
    openapi: "3.1.1",
    info: { title: "Printcloud", version: "1", description: aboutProblems() },
    servers: [{ url: "/v1" }],
    paths: paths(),
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "sk_, pk_, app_ or fk_ key" } },
      schemas: {
        Problem: problemSchema(),
        Code: { type: "string", enum: Object.keys(statusOfCode) },
      },
      responses: { Problem: content("application/problem+json", { $ref: "#/components/schemas/Problem" }) },
    },
  };
}

function problemSchema(): unknown {
  const { properties, ...rest } = schemaOf(ProblemView, "output") as { properties: object };
  return { ...rest, properties: { ...properties, code: { $ref: "#/components/schemas/Code" } } };
}

function requestBody(schema: z.ZodType): unknown {
  return { required: !schema.safeParse({}).success, ...json(schemaOf(schema, "input")) };
}

function paths(): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    found[route.path] = { ...found[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return found;
}

function operation(route: RouteSpec): unknown {
  const schemas: RouteContract = contract[`${route.method} ${route.path}` as RouteKey];
  return {
    summary: route.summary,
    ...(route.who
      ? { security: [{ key: [] }], description: `For ${kinds(route.who)} keys.` }
      : { security: [] }),
    parameters: [...pathParameters(route), ...queryParameters(schemas.query), ...headers(route)],
    ...(schemas.body ? { requestBody: requestBody(schemas.body) } : {}),
    responses: {
      [schemas.status]: {
        description: "Done",
        ...(schemas.reply ? reply(schemas.reply, schemas.files) : {}),
      },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function pathParameters({ path }: RouteSpec): unknown[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: z.ZodType | undefined): unknown[] {
  if (!query) return [];
  const { properties = {} } = schemaOf(query, "output") as { properties?: Record<string, unknown> };
  // Seen from outside, what has a default may be left out.
  const { required = [] } = schemaOf(query, "input") as { required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function headers(route: RouteSpec): unknown[] {
  return [...merchantParameter(route), ...keyParameter(route)];
}

function keyParameter({ method, open, secret, again }: RouteSpec): unknown[] {
  if (method !== "POST" || open || secret) return [];
  const schema = { type: "string", minLength: 1, maxLength: 255 };
  const description = again
    ? "For 30 days the same key does nothing twice; the answer is a fresh one."
    : "Replays the first answer for 30 days.";
  return [{ name: "Idempotency-Key", in: "header", description, schema }];
}

function merchantParameter({ who }: RouteSpec): unknown[] {
  if (!who?.includes("app")) return [];
  const schema = { type: "string" };
  const description = "With an app_ key: the merchant to act for, who granted it.";
  return [{ name: "Printcloud-Merchant", in: "header", description, schema }];
}

/** Refinements have no place in JSON Schema; they are checked all the same. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    target: "draft-2020-12",
  });
  return rest;
}

function reply(schema: z.ZodType, files: readonly string[] = []) {
  const asFiles = files.map((type) => [type, { schema: { type: "string" } }] as const);
  return { content: { ...json(schemaOf(schema, "output")).content, ...Object.fromEntries(asFiles) } };
}

function json(schema: unknown) {
  return { content: { "application/json": { schema } } };
}

function content(type: string, schema: unknown) {
  return { description: "What went wrong", content: { [type]: { schema } } };
}

function kinds(who: readonly PrincipalKind[]): string {
  return who.join(", ");
}

function aboutProblems(): string {
  const codes = Object.entries(statusOfCode) as [Code, number][];
  const lines = codes.map(([code, status]) => `- \`${code}\` (${status})`);
  return ["Print as a service. Errors are application/problem+json with one of these codes:", ...lines].join(
    "\n",
  );
}
