import { buffer } from "node:stream/consumers";
import * as z from "zod";
import { type Answer, type AwsCall, AwsError, type Service } from "../call.ts";
import { type ApiKey, type Keys, newValue } from "./keys.ts";
import type { Plan } from "./plans.ts";

interface Options {
  readonly plans: readonly Plan[];
  readonly keys: Keys;
  readonly region: string;
}

type Operation = (
  asked: { call: AwsCall; ids: readonly string[]; body: unknown },
  options: Options,
) => unknown;

/** API Gateway's own API, as far as keys and usage plans go; each operation asks `apigateway:{METHOD}` on its path. */
export function apiGatewayService(options: Options): Service {
  return async (call) => {
    try {
      return await answer(call, options);
    } catch (error) {
      if (error instanceof AwsError) return json(error.status, { message: error.message }, error.code);
      throw error;
    }
  };
}

async function answer(call: AwsCall, options: Options): Promise<Answer> {
  const resource = `arn:aws:apigateway:${options.region}::${decodeURIComponent(call.path)}`;
  call.caller.authorize({ action: `apigateway:${call.method}`, resource });
  const text = (await buffer(call.body)).toString();
  for (const { method, path, status, run } of operations) {
    const found = method === call.method ? path.exec(call.path) : null;
    if (!found) continue;
    const ids = found.slice(1).map(decodeURIComponent);
    return json(status, await run({ call, ids, body: text ? JSON.parse(text) : {} }, options));
  }
  throw new AwsError(
    "UnknownOperationException",
    `The laptop's API Gateway has no ${call.method} ${call.path}`,
    404,
  );
}

const CreateApiKey = z.object({
  name: z.string().default(""),
  // API Gateway's own limits.
  value: z.string().min(20).max(128).optional(),
  enabled: z.boolean().default(false),
});

const createApiKey: Operation = async ({ body }, { keys }) => {
  const asked = CreateApiKey.safeParse(body);
  if (!asked.success) throw new AwsError("BadRequestException", z.prettifyError(asked.error), 400);
  const { name, enabled, value = newValue() } = asked.data;
  if (keys.all().keys.some((key) => key.value === value))
    throw new AwsError("ConflictException", "API Key already exists", 409);
  const id = newValue().slice(0, 10).toLowerCase();
  const key = { id, name, value, enabled, createdDate: Math.floor(Date.now() / 1000) };
  await keys.change((kept) => ({ ...kept, keys: [...kept.keys, key] }));
  return shownKey(key, true);
};

const createUsagePlanKey: Operation = async ({ ids: [planId = ""], body }, { plans, keys }) => {
  const { keyId } = z.object({ keyId: z.string(), keyType: z.literal("API_KEY") }).parse(body);
  findPlan(plans, planId);
  const key = findKey(keys, keyId);
  if (keys.all().members.some((one) => one.keyId === keyId && one.planId === planId))
    throw new AwsError("ConflictException", "The API key is already in this usage plan", 409);
  await keys.change((kept) => ({ ...kept, members: [...kept.members, { planId, keyId }] }));
  return { id: key.id, type: "API_KEY", value: key.value, name: key.name };
};

const deleteApiKey: Operation = async ({ ids: [id = ""] }, { keys }) => {
  findKey(keys, id);
  await keys.change((kept) => ({
    keys: kept.keys.filter((key) => key.id !== id),
    members: kept.members.filter(({ keyId }) => keyId !== id),
  }));
};

const deleteUsagePlanKey: Operation = async ({ ids: [planId, keyId] }, { keys }) => {
  const without = keys.all().members.filter((one) => one.planId !== planId || one.keyId !== keyId);
  if (without.length === keys.all().members.length) throw notFound("usage plan key");
  await keys.change((kept) => ({ ...kept, members: without }));
};

const getUsagePlans: Operation = ({ call }, { plans, keys }) => {
  const keyId = call.query.get("keyId");
  const inPlan = (id: string) => keys.all().members.some((one) => one.planId === id && one.keyId === keyId);
  return { item: plans.filter(({ id }) => keyId === null || inPlan(id)).map(shownPlan) };
};

const getApiKeys: Operation = ({ call }, { keys }) => {
  const start = call.query.get("name") ?? "";
  const found = keys.all().keys.filter(({ name }) => name.startsWith(start));
  return { item: found.map((key) => shownKey(key, call.query.get("includeValues") === "true")) };
};

const operations: readonly { method: string; path: RegExp; status: number; run: Operation }[] = [
  { method: "POST", path: /^\/apikeys$/, status: 201, run: createApiKey },
  { method: "GET", path: /^\/apikeys$/, status: 200, run: getApiKeys },
  {
    method: "GET",
    path: /^\/apikeys\/([^/]+)$/,
    status: 200,
    run: ({ call, ids: [id = ""] }, { keys }) =>
      shownKey(findKey(keys, id), call.query.get("includeValue") === "true"),
  },
  { method: "DELETE", path: /^\/apikeys\/([^/]+)$/, status: 202, run: deleteApiKey },
  { method: "GET", path: /^\/usageplans$/, status: 200, run: getUsagePlans },
  {
    method: "GET",
    path: /^\/usageplans\/([^/]+)$/,
    status: 200,
    run: ({ ids: [id = ""] }, { plans }) => shownPlan(findPlan(plans, id)),
  },
  { method: "POST", path: /^\/usageplans\/([^/]+)\/keys$/, status: 201, run: createUsagePlanKey },
  { method: "DELETE", path: /^\/usageplans\/([^/]+)\/keys\/([^/]+)$/, status: 202, run: deleteUsagePlanKey },
];

function shownKey({ value, ...key }: ApiKey, withValue: boolean) {
  return { ...key, lastUpdatedDate: key.createdDate, stageKeys: [], ...(withValue && { value }) };
}

function shownPlan({ id, name, stages, throttle, quota }: Plan) {
  return {
    id,
    name,
    apiStages: stages.map(({ ApiId, Stage }) => ({ apiId: ApiId, stage: Stage })),
    ...(throttle && { throttle: { rateLimit: throttle.perSecond, burstLimit: throttle.burst } }),
    ...(quota && { quota: { limit: quota.limit, offset: 0, period: quota.period } }),
  };
}

function findKey(keys: Keys, id: string): ApiKey {
  return keys.all().keys.find((key) => key.id === id) ?? raise(notFound("API Key"));
}

function findPlan(plans: readonly Plan[], id: string): Plan {
  return plans.find((plan) => plan.id === id) ?? raise(notFound("Usage Plan"));
}

function notFound(what: string): AwsError {
  return new AwsError("NotFoundException", `Invalid ${what} identifier specified`, 404);
}

function raise(error: Error): never {
  throw error;
}

function json(status: number, body: unknown, errorType?: string): Answer {
  const headers = { "content-type": "application/json", ...(errorType && { "x-amzn-errortype": errorType }) };
  return { status, headers, body: body === undefined ? "" : JSON.stringify(body) };
}
