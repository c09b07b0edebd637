import type { Owner } from "../order/ports.ts";
import type { Principal } from "../order/principal.ts";
import type { MeView } from "../order/views.ts";

/** Whose key this is: what an application asks before it acts on a merchant's word. */
export async function showMe({ principal, owner }: { principal: Principal; owner: Owner }): Promise<MeView> {
  if (principal.kind === "facility") throw new Error("facilities do not come to this door");
  return { kind: principal.kind, ...owner };
}
