import * as z from "zod";
import type { PrincipalKind } from "./api.ts";
import { AppId, FacilityId, MerchantId, Mode } from "./ids.ts";

const common = { mode: Mode, keyId: z.string() };

/** Who calls, as the authorizer found it from the key. */
export const Principal = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("secret"), merchantId: MerchantId, ...common }),
  z.object({ kind: z.literal("publishable"), merchantId: MerchantId, ...common }),
  z.object({ kind: z.literal("app"), appId: AppId, ...common }),
  z.object({ kind: z.literal("facility"), facilityId: FacilityId, ...common }),
]);
export type Principal = z.infer<typeof Principal>;

const prefixes = { sk: "secret", pk: "publishable", app: "app", fk: "facility" } as const;

const keyPattern = /^(sk|pk|app|fk)_(live|test)_[A-Za-z0-9_-]{43}$/;

/** What a key says of itself; undefined when it is no key of ours. */
export function readKey(key: string): { kind: PrincipalKind; mode: Mode } | undefined {
  const found = keyPattern.exec(key);
  if (!found) return undefined;
  const [, prefix, mode] = found;
  return { kind: prefixes[prefix as keyof typeof prefixes], mode: Mode.parse(mode) };
}

/** The text of a new key from 32 random bytes. */
export function writeKey(kind: PrincipalKind, mode: Mode, random: Uint8Array): string {
  const prefix = Object.entries(prefixes).find(([, named]) => named === kind)?.[0];
  return `${prefix}_${mode}_${Buffer.from(random).toString("base64url")}`;
}

/** Tiers are usage plans: how much a merchant may call. */
export const Tier = z.enum(["trial", "standard", "scale"]);
export type Tier = z.infer<typeof Tier>;

/** A key's row: its usage key meters the merchant's plan, null where calls are not metered. Found by the hash of the key, which itself is shown once and stored nowhere. */
export const KeyRow = z.object({ principal: Principal, usageKey: z.string().min(20).nullable() });
export type KeyRow = z.infer<typeof KeyRow>;

/** What an operator enters: a merchant with its tier, or an application with the merchants that granted it. */
export const Enrolment = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("merchant"), name: z.string().trim().min(1).max(120), tier: Tier }),
  z.strictObject({
    kind: z.literal("app"),
    name: z.string().trim().min(1).max(120),
    merchants: z.array(MerchantId).min(1),
  }),
]);
export type Enrolment = z.infer<typeof Enrolment>;
