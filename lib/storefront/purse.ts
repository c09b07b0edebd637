import * as z from "zod";
import { Instant } from "../order/ids.ts";
import { PaymentId } from "./ids.ts";
import { PaymentMethod } from "./requests.ts";

/** Something that happened to money. Events are only ever added; all amounts are computed from them. */
export const PaymentEvent = z.strictObject({
  paymentId: PaymentId,
  provider: PaymentMethod,
  /** The provider's own name of what happened: with provider and type it is there once. */
  reference: z.string(),
  type: z.enum(["charged", "charge_declined", "refund_asked", "refunded", "refund_refused"]),
  /** Minor units. */
  amount: z.int().nonnegative(),
  currency: z.string(),
  at: Instant,
});
export type PaymentEvent = z.infer<typeof PaymentEvent>;

/** The events with those of `more` that were not there. */
export function withEvents(
  events: readonly PaymentEvent[],
  more: readonly PaymentEvent[],
): readonly PaymentEvent[] {
  const known = new Set(events.map(nameOf));
  const added = more.filter((event) => !known.has(nameOf(event)) && known.add(nameOf(event)));
  return added.length === 0 ? events : [...events, ...added];
}

function nameOf({ provider, reference, type }: PaymentEvent): string {
  return `${provider} ${type} ${reference}`;
}

/** What is known of one payment's money, in minor units. */
export interface Purse {
  readonly charged: number;
  readonly refundAsked: number;
  readonly refunded: number;
  readonly currencies: ReadonlySet<string>;
  /** When it was charged first. */
  readonly chargedAt: string | undefined;
}

export function purseOf(events: readonly PaymentEvent[], paymentId: string): Purse {
  const mine = events.filter((event) => event.paymentId === paymentId);
  const sum = (type: PaymentEvent["type"]) =>
    mine.filter((event) => event.type === type).reduce((total, { amount }) => total + amount, 0);
  return {
    charged: sum("charged"),
    refundAsked: sum("refund_asked"),
    refunded: sum("refunded"),
    currencies: new Set(mine.filter(({ type }) => type === "charged").map(({ currency }) => currency)),
    chargedAt: mine.find(({ type }) => type === "charged")?.at,
  };
}
