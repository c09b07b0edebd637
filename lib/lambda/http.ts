import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import { type RouteSpec, routes } from "../order/api.ts";
import { contract, type RouteContract, type RouteKey } from "../order/contract.ts";
import { Rejected } from "../order/errors.ts";
import type { Answers, Execution, Reply } from "../order/once.ts";
import type { Grants, Owner } from "../order/ports.ts";
import { Principal } from "../order/principal.ts";
import { TextFile } from "../order/text-file.ts";
import { errorFields, log } from "./log.ts";
import { ownerOf } from "./owner.ts";
import { jsonIn, parseAt, problemOf } from "./problem.ts";

/** A parsed request: who, on whose behalf, and what. */
interface Asked<K extends RouteKey> {
  readonly principal: Principal;
  readonly owner: Owner;
  /** The `{id}` of the path; empty where it has none. */
  readonly id: string;
  /** The `{itemId}` of the path; empty where it has none. */
  readonly itemId: string;
  readonly body: Parsed<K, "body">;
  readonly query: Parsed<K, "query">;
  readonly requestId: string;
  /** Set when the request carries an Idempotency-Key and came first. */
  readonly execution: Execution | undefined;
}

type Parsed<K extends RouteKey, P extends "body" | "query"> =
  (typeof contract)[K] extends Record<P, infer S>
    ? S extends z.ZodType
      ? z.infer<S>
      : undefined
    : undefined;

type Serve<K extends RouteKey> = (asked: Asked<K>) => Promise<Reply["body"]>;
/** What a door serves: one function a route. */
export type Served = { readonly [K in RouteKey]?: Serve<K> };

const noQuery = z.strictObject({});

export interface DoorPorts {
  readonly grants: Grants;
  readonly answers: Answers;
}

/** The handler of one door: finds the route, checks who calls, parses, answers; every error becomes problem+json. */
export function httpDoor(ports: DoorPorts, served: Served) {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>().handler(async (event) => {
    const requestId = event.requestContext.requestId;
    const reply = await answer(served, ports, event).catch((error: unknown) => {
      const problem = problemOf(error, requestId);
      if (problem.status >= 500) log("error", "request failed", { requestId, ...errorFields(error) });
      return problem;
    });
    log("info", "answered", { requestId, route: routeKey(event), status: reply.status });
    return written(reply, requestId);
  });
}

async function answer(served: Served, ports: DoorPorts, event: APIGatewayProxyEvent): Promise<Reply> {
  const key = routeKey(event);
  const spec: RouteSpec | undefined = routes.find((route) => `${route.method} ${route.path}` === key);
  const serve = served[key as RouteKey] as Serve<RouteKey> | undefined;
  if (!spec || !serve) throw new Rejected("not_found", `There is no ${key}.`);
  const ask = await parsed(spec, ports, event);
  const run = async (execution: Execution | undefined): Promise<Reply> => {
    const body = await serve({ ...ask, execution } as Asked<RouteKey>);
    return { status: contract[key as RouteKey].status, body };
  };
  const idempotencyKey = headerOf(event, "idempotency-key");
  if (spec.method !== "POST" || spec.secret || idempotencyKey === undefined) return run(undefined);
  // The path's ids are part of what was asked: the same key for another order is another request.
  const request = {
    owner: ask.owner,
    route: key,
    key: idempotencyKey,
    body: `${ask.id}${ask.itemId}\n${event.body ?? ""}`,
    again: spec.again === true,
  };
  return ports.answers.once(request, run);
}

async function parsed(spec: RouteSpec, { grants }: DoorPorts, event: APIGatewayProxyEvent) {
  const schemas: RouteContract = contract[`${spec.method} ${spec.path}` as RouteKey];
  const principal = principalOf(spec, event);
  return {
    principal,
    owner: await ownerOf(principal, headerOf(event, "printcloud-merchant"), grants),
    id: event.pathParameters?.id ?? "",
    itemId: event.pathParameters?.itemId ?? "",
    body: schemas.body && parseAt(schemas.body, jsonBody(event), "body"),
    query: queryOf(spec, schemas.query, event),
    requestId: event.requestContext.requestId,
  };
}

/** Unknown parameters are refused as unknown fields are, but not where anybody's monitor or browser calls. */
function queryOf(spec: RouteSpec, schema: z.ZodType | undefined, event: APIGatewayProxyEvent): unknown {
  if (spec.open) return undefined;
  return parseAt(schema ?? noQuery, event.queryStringParameters ?? {}, "query");
}

/** Open routes have no principal; they are served as nobody of the test mode and must not look at it. */
function principalOf(spec: RouteSpec, event: APIGatewayProxyEvent): Principal | undefined {
  if (spec.open) return undefined;
  const found = Principal.safeParse(JSON.parse(String(event.requestContext.authorizer?.principal ?? "null")));
  if (!found.success) throw new Rejected("unauthenticated", "A key is needed: Authorization: Bearer sk_...");
  if (spec.who?.includes(found.data.kind)) return found.data;
  throw new Rejected("forbidden", `A ${found.data.kind} key may not call ${spec.method} ${spec.path}.`, {
    given: found.data.kind,
    wanted: spec.who,
  });
}

function jsonBody({ body, isBase64Encoded }: APIGatewayProxyEvent): unknown {
  return jsonIn(Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8").toString());
}

function headerOf(event: APIGatewayProxyEvent, name: string): string | undefined {
  // Null where the gateway's console tests a method without any.
  return Object.entries(event.headers ?? {}).find(([header]) => header.toLowerCase() === name)?.[1];
}

function routeKey(event: APIGatewayProxyEvent): string {
  return `${event.httpMethod} ${event.resource}`;
}

function written({ status, body, headers }: Reply, requestId: string): APIGatewayProxyResult {
  const file = body instanceof TextFile ? body : undefined;
  return {
    statusCode: status,
    headers: {
      "content-type": file?.type ?? "application/json",
      ...(file && { "content-disposition": `attachment; filename="${file.name}"` }),
      "x-request-id": requestId,
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "Retry-After, X-Request-Id",
      "cache-control": "no-store",
      ...headers,
    },
    body: file?.text ?? JSON.stringify(body),
  };
}
