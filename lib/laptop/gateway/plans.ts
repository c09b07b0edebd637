import * as z from "zod";
import type { Cloud, Resource } from "../template/cloud.ts";
import { type ApiKey, type Keys, newValue } from "./keys.ts";
import { Refused } from "./refused.ts";
import type { RestApi, Throttle } from "./rest-api.ts";

/** A usage plan of the template. */
export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly { readonly ApiId: string; readonly Stage: string }[];
  readonly throttle: Throttle | undefined;
  readonly quota: { readonly limit: number; readonly period: Period } | undefined;
}

type Period = "DAY" | "WEEK" | "MONTH";

const Properties = z.object({
  UsagePlanName: z.string().optional(),
  ApiStages: z.array(z.object({ ApiId: z.string(), Stage: z.string() })).default([]),
  Throttle: z.object({ RateLimit: z.coerce.number(), BurstLimit: z.coerce.number() }).partial().optional(),
  Quota: z.object({ Limit: z.coerce.number(), Period: z.enum(["DAY", "WEEK", "MONTH"]) }).optional(),
});

const KeyProperties = z.object({
  Name: z.string().optional(),
  Value: z.string().optional(),
  Enabled: z.boolean().default(true),
});

export function readPlans(cloud: Cloud): readonly Plan[] {
  return cloud.ofType("AWS::ApiGateway::UsagePlan").map(({ ref, properties, logicalId }) => {
    const { UsagePlanName, ApiStages, Throttle, Quota } = Properties.parse(properties);
    const { RateLimit: perSecond, BurstLimit: burst } = Throttle ?? {};
    return {
      id: ref,
      name: UsagePlanName ?? logicalId,
      stages: ApiStages,
      throttle: perSecond === undefined ? undefined : { perSecond, burst: burst ?? perSecond },
      quota: Quota && { limit: Quota.Limit, period: Quota.Period },
    };
  });
}

/** Puts the template's own keys among the kept ones; a key without a value gets one, once. */
export async function plantKeys(cloud: Cloud, keys: Keys): Promise<void> {
  const declared = cloud.ofType("AWS::ApiGateway::ApiKey");
  const missing = declared.filter(({ ref }) => !keys.all().keys.some(({ id }) => id === ref));
  const members = cloud.ofType("AWS::ApiGateway::UsagePlanKey").map(({ properties }) => ({
    planId: String(properties.UsagePlanId),
    keyId: String(properties.KeyId),
  }));
  const kept = keys.all().members;
  const joined = members.filter(
    (one) => !kept.some((two) => one.planId === two.planId && one.keyId === two.keyId),
  );
  if (missing.length + joined.length === 0) return;
  await keys.change((all) => ({
    keys: [...all.keys, ...missing.map(plantedKey)],
    members: [...all.members, ...joined],
  }));
}

function plantedKey({ ref, logicalId, properties }: Resource): ApiKey {
  const { Name = logicalId, Value = newValue(), Enabled } = KeyProperties.parse(properties);
  return { id: ref, name: Name, value: Value, enabled: Enabled, createdDate: Math.floor(Date.now() / 1000) };
}

/** Lets a call by this key value through, or throws Refused INVALID_API_KEY, THROTTLED or QUOTA_EXCEEDED. */
export type Admit = (api: RestApi, keyValue: string | undefined) => void;

/** Buckets and counts start afresh with the laptop; AWS too keeps them "on a best-effort basis". */
export function openPlans(plans: readonly Plan[], keys: Keys): Admit {
  const buckets = new Map<string, Bucket>();
  const counts = new Map<string, number>();
  return (api, keyValue) => {
    const { keys: all, members } = keys.all();
    const key = all.find(({ value, enabled }) => enabled && value === keyValue);
    const plan = plans.find(
      ({ id, stages }) =>
        members.some(({ planId, keyId }) => planId === id && keyId === key?.id) &&
        stages.some(({ ApiId, Stage }) => ApiId === api.id && Stage === api.stage),
    );
    if (!key || !plan) throw new Refused("INVALID_API_KEY");
    takeToken(buckets, `${api.id}/${plan.id}/${key.id}`, plan.throttle);
    if (plan.quota)
      countCall(counts, `${plan.id}/${key.id}/${periodOf(plan.quota.period)}`, plan.quota.limit);
  };
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token bucket: `burst` at once, `perSecond` on average. Throws Refused THROTTLED when it is empty. */
export function takeToken(buckets: Map<string, Bucket>, name: string, throttle: Throttle | undefined): void {
  if (!throttle) return;
  const now = performance.now();
  const { tokens, at } = buckets.get(name) ?? { tokens: throttle.burst, at: now };
  const filled = Math.min(throttle.burst, tokens + ((now - at) / 1000) * throttle.perSecond);
  buckets.set(name, { tokens: filled < 1 ? filled : filled - 1, at: now });
  if (filled < 1) throw new Refused("THROTTLED");
}

function countCall(counts: Map<string, number>, name: string, limit: number): void {
  const count = (counts.get(name) ?? 0) + 1;
  if (count > limit) throw new Refused("QUOTA_EXCEEDED");
  counts.set(name, count);
}

function periodOf(period: Period): string {
  const today = new Date().toISOString();
  if (period === "MONTH") return today.slice(0, 7);
  return period === "DAY" ? today.slice(0, 10) : String(Math.floor(Date.now() / 604_800_000));
}
