import * as z from "zod";
import { Mode } from "../order/ids.ts";
import { Policy } from "../order/policy.ts";
import type { Policies } from "../order/routing-ports.ts";

/** A mode and how its orders are routed and priced from now on; what is left out is as by default. */
export const PolicyOrder = z.strictObject({ mode: Mode, ...Policy.shape });
export type PolicyOrder = z.infer<typeof PolicyOrder>;

/** Stores a mode's policy whole, and answers it with every default. */
export async function setPolicy(policies: Policies, { mode, ...policy }: PolicyOrder): Promise<PolicyOrder> {
  await policies.put(mode, policy);
  return { mode, ...policy };
}
