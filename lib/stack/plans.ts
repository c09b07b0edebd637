import { Period, UsagePlan } from "aws-cdk-lib/aws-apigateway";
import type { Construct } from "constructs";
import type { Tier } from "../order/principal.ts";
import { nameIn, type Settings } from "./settings.ts";

/**
 * What a merchant of each tier may call. Few plans with a key per merchant, never a plan per merchant: API Gateway
 * updates one plan in 20 s. Its throttles are best effort; quotas that cost money are counted by us.
 */
const allowances = {
  trial: { perSecond: 5, burst: 20, perDay: 5_000 },
  standard: { perSecond: 25, burst: 100, perDay: 200_000 },
  scale: { perSecond: 200, burst: 800, perDay: 5_000_000 },
} as const satisfies Record<Tier, { perSecond: number; burst: number; perDay: number }>;

/** The usage plan of each tier, without an API yet. */
export function usagePlans(scope: Construct, settings: Settings): Record<Tier, UsagePlan> {
  const plan = (tier: Tier) => {
    const { perSecond, burst, perDay } = allowances[tier];
    return new UsagePlan(scope, `Plan-${tier}`, {
      name: nameIn(settings, tier),
      throttle: { rateLimit: perSecond, burstLimit: burst },
      quota: { limit: perDay, period: Period.DAY },
    });
  };
  return { trial: plan("trial"), standard: plan("standard"), scale: plan("scale") };
}
