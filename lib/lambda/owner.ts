import { Rejected } from "../order/errors.ts";
import { MerchantId } from "../order/ids.ts";
import type { Grants, Owner } from "../order/ports.ts";
import type { Principal } from "../order/principal.ts";

/** Nobody: owns nothing, so whatever is looked up for it is not found. */
const nobody: MerchantId = "mer_00000000000000000000000000";

/** On whose behalf the caller acts: merchants for themselves, apps for the merchant they name if it granted them. */
export async function ownerOf(
  principal: Principal | undefined,
  merchant: string | undefined,
  grants: Grants,
): Promise<Owner> {
  if (!principal) return { mode: "test", merchantId: nobody };
  const { mode } = principal;
  if (principal.kind === "facility") return { mode, merchantId: nobody };
  if (principal.kind !== "app") return { mode, merchantId: principal.merchantId };
  const named = MerchantId.safeParse(merchant);
  const wanted = "the id of a merchant that granted this application";
  if (!named.success || !(await grants.granted(mode, named.data, principal.appId))) {
    throw new Rejected(
      "forbidden",
      "Printcloud-Merchant must name a merchant that granted this application.",
      {
        pointer: "Printcloud-Merchant",
        given: merchant,
        wanted,
      },
    );
  }
  return { mode, merchantId: named.data };
}
