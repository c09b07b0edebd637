import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
} from "@aws-sdk/client-api-gateway";
import type { UsagePlans } from "../order/ports.ts";

/** API Gateway's usage plans by tier: plans are few and templated, keys are made here, one a merchant. */
export function usagePlans(
  gateway: APIGatewayClient,
  { plans, stage }: { plans: Readonly<Record<string, string>>; stage: string },
): UsagePlans {
  return {
    issue: async (name, tier) => {
      const usagePlanId = plans[tier];
      if (!usagePlanId) throw new Error(`there is no usage plan for tier ${tier}`);
      const key = await gateway.send(
        new CreateApiKeyCommand({ name: `printcloud-${stage}-${name}`, enabled: true }),
      );
      if (!key.id || !key.value) throw new Error("API Gateway made a key without id or value");
      await gateway.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId: key.id, keyType: "API_KEY" }));
      return key.value;
    },
  };
}
