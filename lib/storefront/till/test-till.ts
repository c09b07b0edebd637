import * as z from "zod";
import { absent, type Table } from "../../cloud/table.ts";
import { Rejected } from "../../order/errors.ts";
import { Instant, MerchantId } from "../../order/ids.ts";
import { Money, minorFrom } from "../../order/money.ts";
import type { Clock } from "../../order/ports.ts";
import { modeOf, PaymentId, SessionId } from "../ids.ts";
import type { Case, Till } from "../ports.ts";
import type { PaymentEvent } from "../purse.ts";
import { Locale } from "../requests.ts";
import type { Payment } from "../session.ts";

/** What the shopper does at the pretended payment page. */
export const Outcome = z.enum(["pay", "decline", "leave", "later"]);
export type Outcome = z.infer<typeof Outcome>;

/** The test provider's own memory of a payment. */
const Slip = z.object({
  paymentId: PaymentId,
  sessionId: SessionId,
  merchantId: MerchantId,
  title: z.string(),
  locale: Locale,
  total: Money,
  backUrl: z.string(),
  expiresAt: Instant,
  chargedAt: Instant.nullable(),
  declinedAt: Instant.nullable(),
  refundedAt: Instant.nullable(),
  closed: z.boolean(),
  version: z.int(),
});
export type Slip = z.infer<typeof Slip>;

interface TestTillPorts {
  readonly table: Table;
  readonly clock: Clock;
  /** Origin of the shopper's pages. */
  readonly site: string;
}

/** A provider without money: its page asks the shopper how it shall end. Only test publications have it. */
export function testTill({ table, clock, site }: TestTillPorts): Till {
  const load = async (id: PaymentId) => {
    const slip = await slipOf(table, id);
    if (!slip) throw new Error("the test till has lost a payment");
    return slip;
  };
  return {
    open: async (about, backUrl) => {
      const { id } = about.payment;
      await table.put({ ...keyOf(id), slip: slipFor(about, backUrl) }, absent);
      return { reference: id, url: `${site}/storefront/test-till/${id}` };
    },
    read: async ({ payment }) => {
      const slip = await load(payment.id);
      const { sessionId, merchantId, closed, chargedAt } = slip;
      return { closed: closed || chargedAt !== null, sessionId, merchantId, events: eventsOf(slip, payment) };
    },
    close: async ({ payment: { id } }) => {
      await changeSlip(table, id, (slip) => (slip.chargedAt ? slip : { ...slip, closed: true }));
    },
    refund: async ({ payment: { id } }) => {
      const refundedAt = clock.now().toISOString();
      await changeSlip(table, id, (slip) => (slip.refundedAt ? slip : { ...slip, refundedAt }));
    },
  };
}

/** What the shopper chose on the page; answers where the browser goes on to. A page that was used stays as it was. */
export async function useSlip(
  { table, clock }: Omit<TestTillPorts, "site">,
  id: PaymentId,
  outcome: Outcome,
): Promise<Slip> {
  const now = clock.now().toISOString();
  return changeSlip(table, id, (slip) => {
    if (slip.closed || slip.chargedAt !== null || outcome === "leave") return slip;
    if (outcome === "decline") return { ...slip, declinedAt: now, closed: true };
    return { ...slip, chargedAt: outcome === "later" ? afterExpiry(slip) : now };
  });
}

/** The slip behind a payment's page. */
export async function slipOf(table: Table, id: PaymentId): Promise<Slip | undefined> {
  const row = await table.get(keyOf(id));
  return row && Slip.parse(row.slip);
}

function slipFor({ session, payment }: Case, backUrl: string): Slip {
  return {
    paymentId: payment.id,
    sessionId: session.id,
    merchantId: session.merchantId,
    title: session.title,
    locale: session.locale,
    total: payment.bill.priced.price.total,
    backUrl,
    expiresAt: payment.expiresAt,
    chargedAt: null,
    declinedAt: null,
    refundedAt: null,
    closed: false,
    version: 1,
  };
}

/** A minute too late, whenever it is asked for: nobody can wait that long to try it. */
function afterExpiry({ expiresAt }: Slip): string {
  return new Date(Date.parse(expiresAt) + 60_000).toISOString();
}

async function changeSlip(table: Table, id: PaymentId, change: (slip: Slip) => Slip): Promise<Slip> {
  for (;;) {
    const before = await slipOf(table, id);
    if (!before) throw new Rejected("not_found", "There is no such payment.");
    const after = change(before);
    if (after === before) return before;
    const unchanged = { expression: "slip.version = :before", values: { ":before": before.version } };
    const slip = { ...after, version: before.version + 1 };
    if (await table.put({ ...keyOf(id), slip }, unchanged)) return slip;
  }
}

function eventsOf({ total, chargedAt, declinedAt, refundedAt }: Slip, { id }: Payment): PaymentEvent[] {
  const event = (type: PaymentEvent["type"], at: string | null): PaymentEvent[] => {
    if (at === null) return [];
    const { currency } = total;
    return [{ paymentId: id, provider: "test", reference: id, type, amount: minorFrom(total), currency, at }];
  };
  return [
    ...event("charged", chargedAt),
    ...event("charge_declined", declinedAt),
    ...event("refunded", refundedAt),
  ];
}

function keyOf(id: PaymentId) {
  return { pk: `${modeOf(id)}#till#${id}`, sk: "slip" };
}
