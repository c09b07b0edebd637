import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type * as z from "zod";
import { errorFields, log } from "../lambda/log.ts";
import { jsonIn, parseAt } from "../lambda/problem.ts";
import { Rejected } from "../order/errors.ts";
import type { Owner } from "../order/ports.ts";
import { type StorefrontRouteKey, storefrontRoutes } from "./contract.ts";
import type { Platform } from "./ports.ts";
import { problemFor } from "./problem.ts";

type Routes = typeof storefrontRoutes;
type Parsed<K extends StorefrontRouteKey, P extends "body" | "query"> =
  Routes[K] extends Record<P, infer S> ? (S extends z.ZodType ? z.infer<S> : undefined) : undefined;

/** A parsed request. */
export interface Visit<K extends StorefrontRouteKey> {
  /** The merchant behind the key; only where the route asks for one. */
  readonly owner: Routes[K] extends { who: "merchant" } ? Owner : undefined;
  /** The `{id}` of the path; empty where it has none. */
  readonly id: string;
  readonly body: Parsed<K, "body">;
  readonly query: Parsed<K, "query">;
  readonly event: APIGatewayProxyEvent;
}

/** An answer that is no JSON, or has headers of its own. */
export interface Written {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

type Serve<K extends StorefrontRouteKey> = (visit: Visit<K>) => Promise<Written | object>;
export type Served = { readonly [K in StorefrontRouteKey]?: Serve<K> };

interface Route {
  readonly who?: "merchant";
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  readonly reply: z.ZodType | null;
  readonly status: number;
}

/** The handler of one of the storefront's doors: every error becomes problem+json. */
export function storefrontDoor({ platform }: { platform: Pick<Platform, "whoIs"> }, served: Served) {
  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { requestId } = event.requestContext;
    const key = `${event.httpMethod} ${event.resource}`;
    try {
      const written = await answer(platform, served, event);
      log("info", "answered", { requestId, route: key, status: written.status });
      return result(written, requestId);
    } catch (error) {
      const { status, body, headers = {} } = problemFor(error, requestId);
      if (status >= 500) log("error", "request failed", { requestId, route: key, ...errorFields(error) });
      log("info", "answered", { requestId, route: key, status });
      return result({ status, headers: { ...headers }, text: JSON.stringify(body) }, requestId);
    }
  };
}

async function answer(
  platform: Pick<Platform, "whoIs">,
  served: Served,
  event: APIGatewayProxyEvent,
): Promise<Written> {
  const key = `${event.httpMethod} ${event.resource}` as StorefrontRouteKey;
  const route: Route | undefined = storefrontRoutes[key];
  const serve = served[key] as Serve<StorefrontRouteKey> | undefined;
  if (!route || !serve) throw new Rejected("not_found", `There is no ${key}.`);
  const visit = {
    owner: route.who && (await merchantOf(platform, event)),
    id: event.pathParameters?.id ?? "",
    body: route.body && parseAt(route.body, jsonOf(event), "body"),
    query: route.query && parseAt(route.query, event.queryStringParameters ?? {}, "query"),
    event,
  };
  // What the table says of the key holds for the visit; TypeScript cannot follow a key that is only known here.
  const said = await serve(visit as Visit<StorefrontRouteKey>);
  if (isWritten(said)) return said;
  const text = JSON.stringify(said);
  return { status: route.status, headers: { "content-type": "application/json" }, text };
}

function isWritten(said: Written | object): said is Written {
  return "text" in said && "headers" in said;
}

/** Merchants come with their own secret key; whose it is only the platform knows. */
async function merchantOf(platform: Pick<Platform, "whoIs">, event: APIGatewayProxyEvent): Promise<Owner> {
  const key = /^Bearer (sk_\S+)$/i.exec(headerOf(event, "authorization") ?? "")?.[1];
  const owner = key === undefined ? undefined : await platform.whoIs(key);
  if (owner) return owner;
  throw new Rejected("unauthenticated", "A merchant's secret key is needed: Authorization: Bearer sk_...");
}

export function headerOf(event: APIGatewayProxyEvent, name: string): string | undefined {
  return Object.entries(event.headers ?? {}).find(([header]) => header.toLowerCase() === name)?.[1];
}

/** The body's bytes as they came: the gateway may have put them into base64. */
export function rawBody({ body, isBase64Encoded }: APIGatewayProxyEvent): Buffer {
  return Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
}

/** An id of the path, or a problem that says no more than that there is no such thing. */
export function idIn<S extends z.ZodType>(schema: S, id: string): z.infer<S> {
  const found = schema.safeParse(id);
  if (found.success) return found.data;
  throw new Rejected("not_found", "There is no such thing.");
}

function jsonOf(event: APIGatewayProxyEvent): unknown {
  return jsonIn(rawBody(event).toString());
}

/** What browsers are told with every answer; pages add their own policy. */
const always = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex",
};

function result({ status, headers, text }: Written, requestId: string): APIGatewayProxyResult {
  return { statusCode: status, headers: { ...always, "x-request-id": requestId, ...headers }, body: text };
}
