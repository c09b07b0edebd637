import type { Publication } from "./publication.ts";
import type { PaymentMethod } from "./requests.ts";
import type { Settings } from "./settings-in.ts";

/** How a publication can be paid: test money for test publications only, Stripe where it is connected. */
export async function methodsOf(
  settings: Pick<Settings, "of">,
  { mode, onAccount }: Publication,
): Promise<PaymentMethod[]> {
  if (onAccount) return ["invoice"];
  const { stripe } = await settings.of(mode);
  return [...(mode === "test" ? (["test"] as const) : []), ...(stripe ? (["stripe"] as const) : [])];
}
