import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Service } from "../call.ts";
import type { Functions } from "../functions/functions.ts";
import type { Cloud } from "../template/cloud.ts";
import { type Authorization, openAuthorizers } from "./authorizer.ts";
import { apiGatewayService } from "./control-plane.ts";
import { proxyEvent, type Routed } from "./event.ts";
import type { MockIntegration } from "./integration-spec.ts";
import { openKeys } from "./keys.ts";
import { openPlans, plantKeys, readPlans, takeToken } from "./plans.ts";
import { proxyReply } from "./proxy-reply.ts";
import { Refused } from "./refused.ts";
import { type Reply, refusalReply } from "./reply.ts";
import { describeRequest, type GatewayRequest, headerOf, readBody } from "./request.ts";
import { type RestApi, readRestApis } from "./rest-api.ts";
import { openRoutes } from "./routes.ts";
import { validate } from "./validation.ts";

export interface GatewayOptions {
  readonly cloud: Cloud;
  readonly functions: Pick<Functions, "invoke">;
  /** Where the API keys are kept. */
  readonly folder: string;
  /** Told why the gateway answered 5xx; the client is not. */
  say(line: string): void;
}

/** The REST APIs of the template, each under `/{stage}` of the front. */
export interface Gateway {
  readonly stages: readonly string[];
  /** Answers the request when its path begins with a stage; false when it is somebody else's. */
  answer(incoming: IncomingMessage, response: ServerResponse): boolean;
  /** API Gateway's own API: keys and usage plans. */
  readonly service: Service;
}

type Serve = (request: GatewayRequest) => Promise<Reply>;

export async function openGateway({ cloud, functions, folder, say }: GatewayOptions): Promise<Gateway> {
  const keys = await openKeys(join(folder, "api-keys.json"));
  await plantKeys(cloud, keys);
  const plans = readPlans(cloud);
  const doors = {
    world: cloud.world,
    functions,
    authorize: openAuthorizers(functions),
    admit: openPlans(plans, keys),
    say,
  };
  const apis = new Map(readRestApis(cloud).map((api) => [api.stage, { api, serve: openApi(api, doors) }]));
  return {
    stages: [...apis.keys()],
    answer(incoming, response) {
      const [, stage = "", rest = ""] = /^\/([^/?]+)([^?]*)/.exec(incoming.url ?? "") ?? [];
      const found = apis.get(stage);
      if (found) void answer(found, describeRequest(incoming, rest || "/"), { incoming, response });
      return found !== undefined;
    },
    service: apiGatewayService({ plans, keys, region: cloud.world.region }),
  };
}

interface Wire {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer({ api, serve }: { api: RestApi; serve: Serve }, request: GatewayRequest, wire: Wire) {
  const reply = await readBody(wire.incoming)
    .then((body) => serve({ ...request, body }))
    .catch((error) => (error instanceof Refused ? refusalReply(api, request, error) : undefined));
  if (!reply) return wire.response.destroy();
  const { requestId, extendedRequestId } = request;
  const headers = [...reply.headers, ["x-amzn-RequestId", requestId], ["x-amz-apigw-id", extendedRequestId]];
  return wire.response
    .writeHead(reply.status, headers.flat())
    .end(wire.incoming.method === "HEAD" ? "" : reply.body);
}

interface Doors {
  readonly world: Cloud["world"];
  readonly functions: Pick<Functions, "invoke">;
  readonly authorize: ReturnType<typeof openAuthorizers>;
  readonly admit: ReturnType<typeof openPlans>;
  say(line: string): void;
}

function openApi(api: RestApi, doors: Doors): Serve {
  const findRoute = openRoutes(api.routes);
  const buckets = new Map();
  const serve: Serve = async (request) => {
    takeToken(buckets, "stage", api.throttle);
    const routed: Routed = { ...findRoute(request.method, request.path), api, request, world: doors.world };
    const { authorizer, apiKeyRequired, integration } = routed.route;
    const authorization = authorizer && (await doors.authorize(authorizer, routed));
    if (apiKeyRequired) doors.admit(api, keyValue(routed, authorization));
    validate(request, routed);
    if (integration.kind === "mock") return mockReply(integration);
    const event = JSON.stringify(proxyEvent(routed, authorization?.shown));
    const outcome = doors.functions.invoke(integration.functionArn, event);
    return proxyReply(await within(integration.timeoutMs, outcome), routed);
  };
  return (request) =>
    serve(request).catch((error: unknown) => {
      const refused = error instanceof Refused ? error : new Refused("DEFAULT_5XX", { cause: error });
      if (refused.status >= 500) doors.say(`${request.method} /${api.stage}${request.path}: ${why(refused)}`);
      return refusalReply(api, request, refused);
    });
}

function keyValue({ api, request }: Routed, authorization: Authorization | undefined): string | undefined {
  return api.apiKeySource === "AUTHORIZER"
    ? authorization?.usageIdentifierKey
    : headerOf(request, "x-api-key");
}

function mockReply({ status, headers, body }: MockIntegration): Reply {
  return { status, headers: Object.entries(headers), body };
}

/** The function goes on when the gateway has given up on it, as on AWS. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Refused("INTEGRATION_TIMEOUT")), milliseconds);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

function why({ type, cause }: Refused): string {
  const reason = cause instanceof Error ? cause.message : String(cause ?? "");
  return `${type} ${reason}`.slice(0, 500);
}
