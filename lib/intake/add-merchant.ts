import { randomBytes } from "node:crypto";
import { Rejected } from "../order/errors.ts";
import { AppId, MerchantId, Mode } from "../order/ids.ts";
import type { Ids, KeyStore, UsagePlans } from "../order/ports.ts";
import { type Enrolment, type Tier, writeKey } from "../order/principal.ts";

export interface EnrolPorts {
  readonly keys: KeyStore;
  readonly plans: UsagePlans;
  readonly ids: Ids;
}

export interface Enrolled {
  readonly id: string;
  /** Shown this once; only hashes are stored. */
  readonly keys: readonly string[];
}

/**
 * Onboards a merchant (secret and publishable key) or an application (one key), each for live and for test. Throws
 * Rejected `not_found` where an application is to act for a merchant that there is not.
 */
export async function addMerchant(ports: EnrolPorts, enrolment: Enrolment): Promise<Enrolled> {
  return enrolment.kind === "merchant" ? enrolMerchant(ports, enrolment) : enrolApp(ports, enrolment);
}

async function enrolMerchant(
  { keys, plans, ids }: EnrolPorts,
  { name, tier }: { name: string; tier: Tier },
): Promise<Enrolled> {
  const merchantId = MerchantId.parse(ids.next("mer"));
  const usageKey = await plans.issue(merchantId, tier);
  const shown: string[] = [];
  for (const mode of Mode.options) {
    await keys.putMerchant({ id: merchantId, name, mode, tier });
    for (const kind of ["secret", "publishable"] as const) {
      const key = writeKey(kind, mode, randomBytes(32));
      await keys.put(key, {
        principal: { kind, merchantId, mode, keyId: `${merchantId}-${kind}-${mode}` },
        usageKey,
      });
      shown.push(key);
    }
  }
  return { id: merchantId, keys: shown };
}

async function enrolApp(
  { keys, plans, ids }: EnrolPorts,
  { merchants }: { merchants: readonly MerchantId[] },
): Promise<Enrolled> {
  for (const [place, given] of merchants.entries())
    if (!(await keys.isMerchant("live", given)))
      throw new Rejected("not_found", `There is no merchant ${given}.`, {
        pointer: `/merchants/${place}`,
        given,
      });
  const appId = AppId.parse(ids.next("app"));
  const usageKey = await plans.issue(appId, "scale");
  const shown: string[] = [];
  for (const mode of Mode.options) {
    for (const merchantId of merchants) await keys.grant(mode, merchantId, appId);
    const key = writeKey("app", mode, randomBytes(32));
    await keys.put(key, { principal: { kind: "app", appId, mode, keyId: `${appId}-${mode}` }, usageKey });
    shown.push(key);
  }
  return { id: appId, keys: shown };
}
