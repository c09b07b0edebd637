import type { World } from "../template/naming.ts";
import type { GatewayRequest } from "./request.ts";
import type { RestApi } from "./rest-api.ts";
import type { Match } from "./routes.ts";

/** Everything known about a request once its route is found. */
export interface Routed extends Match {
  readonly api: RestApi;
  readonly request: GatewayRequest;
  readonly world: World;
}

/** The parts that Lambda proxy events and REQUEST authorizer events share. */
export function requestFields(routed: Routed, authorizer?: Readonly<Record<string, unknown>>) {
  const { request, route, pathParameters } = routed;
  const headers = [...request.headers, ...forwarded(request)] as const;
  return {
    resource: route.path,
    path: request.path,
    httpMethod: request.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: group(headers),
    queryStringParameters: orNull(Object.fromEntries(request.query)),
    multiValueQueryStringParameters: orNull(group([...request.query])),
    pathParameters: orNull(pathParameters),
    stageVariables: null,
    requestContext: requestContext(routed, authorizer),
  };
}

/** The event of a Lambda proxy integration, payload version 1.0. */
export function proxyEvent(routed: Routed, authorizer?: Readonly<Record<string, unknown>>) {
  const { request, api } = routed;
  const type = request.headers.findLast(([name]) => name.toLowerCase() === "content-type")?.[1];
  const binary = isBinary(api, type ?? "application/json");
  const body = request.body.length === 0 ? null : request.body.toString(binary ? "base64" : "utf8");
  return { ...requestFields(routed, authorizer), body, isBase64Encoded: binary && body !== null };
}

/** Is this content type, or the first of an Accept header, among the API's binary media types? */
export function isBinary({ binaryMediaTypes }: RestApi, type: string): boolean {
  const [media = ""] = type.split(/[;,]/);
  const wanted = media.trim().toLowerCase();
  return binaryMediaTypes.some(
    (binary) => binary === "*/*" || binary === wanted || binary === wanted.replace(/\/.*$/, "/*"),
  );
}

/** ARN of the method as called, which an authorizer's policy must allow. */
export function methodArn({ api, request, world }: Routed): string {
  const path = request.path.replace(/^\//, "");
  const address = `${api.id}/${api.stage}/${request.method}/${path}`;
  return `arn:aws:execute-api:${world.region}:${world.accountId}:${address}`;
}

function requestContext(
  { api, request, route, world }: Routed,
  authorizer?: Readonly<Record<string, unknown>>,
) {
  return {
    accountId: world.accountId,
    apiId: api.id,
    ...(authorizer && { authorizer }),
    domainName: request.host,
    domainPrefix: api.id,
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.method,
    identity: identityOf(request),
    path: `/${api.stage}${request.path}`,
    protocol: "HTTP/1.1",
    requestId: request.requestId,
    requestTime: logTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt.getTime(),
    resourceId: route.resourceId,
    resourcePath: route.path,
    stage: api.stage,
  };
}

function identityOf({ headers, sourceIp }: GatewayRequest) {
  return {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp,
    user: null,
    userAgent: headers.findLast(([name]) => name.toLowerCase() === "user-agent")?.[1] ?? null,
    userArn: null,
  };
}

function forwarded({ sourceIp, host, requestId }: GatewayRequest): readonly (readonly [string, string])[] {
  return [
    ["X-Amzn-Trace-Id", `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll("-", "").slice(8, 32)}`],
    ["X-Forwarded-For", sourceIp],
    ["X-Forwarded-Port", host.split(":")[1] ?? "80"],
    ["X-Forwarded-Proto", "http"],
  ];
}

function group(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const grouped: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    grouped[name] ??= [];
    grouped[name].push(value);
  }
  return grouped;
}

function orNull<T extends object>(members: T): T | null {
  return Object.keys(members).length === 0 ? null : members;
}

// E.g. 21/Nov/2026:11:00:00 +0000
function logTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
