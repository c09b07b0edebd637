import Stripe from "stripe";
import { minorDigits } from "../../order/currencies.ts";
import { Unavailable } from "../../order/errors.ts";
import { minorFrom } from "../../order/money.ts";
import type { Case, Till, Truth } from "../ports.ts";
import type { PaymentEvent } from "../purse.ts";
import type { Payment, Session } from "../session.ts";
import type { Connection } from "../settings-in.ts";

type Keys = NonNullable<Connection["stripe"]>;

/** Stripe's hosted Checkout with the official SDK: amounts and what it is for are ours, cards never reach us. */
export function stripeTill(keys: Keys): Till {
  const stripe = clientOf(keys);
  return {
    open: (about, backUrl) => reaching(() => open(stripe, about, backUrl)),
    read: (about) => reaching(() => read(stripe, about)),
    close: ({ payment }) =>
      reaching(async () => {
        const { status } = await stripe.checkout.sessions.retrieve(referenceOf(payment));
        if (status === "open") await stripe.checkout.sessions.expire(referenceOf(payment));
      }),
    refund: ({ session, payment }, amount) =>
      reaching(async () => {
        const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(referenceOf(payment));
        await stripe.refunds.create(
          {
            payment_intent: idOf(intent),
            amount: stripeAmount(amount, currencyOf(payment)),
            metadata: metadataOf(session, payment),
          },
          { idempotencyKey: `refund-${payment.id}` },
        );
      }),
  };
}

function clientOf({ secretKey, api }: Keys): Stripe {
  const fake = api ? new URL(api) : undefined;
  return new Stripe(secretKey, {
    telemetry: false,
    maxNetworkRetries: 2,
    timeout: 10_000,
    ...(fake && { host: fake.hostname, port: fake.port, protocol: "http" as const }),
  });
}

/** Stripe keeps a page open for 30 minutes at least. */
const shortestSeconds = 30 * 60 + 30;

async function open(stripe: Stripe, { session, payment }: Case, backUrl: string) {
  const { total } = payment.bill.priced.price;
  const metadata = metadataOf(session, payment);
  const soonest = Math.ceil(Date.now() / 1000) + shortestSeconds;
  const page = await stripe.checkout.sessions.create(
    {
      mode: "payment",
      client_reference_id: session.id,
      metadata,
      payment_intent_data: { metadata },
      locale: session.locale,
      expires_at: Math.max(soonest, Math.floor(Date.parse(payment.expiresAt) / 1000)),
      success_url: backUrl,
      cancel_url: backUrl,
      ...(payment.bill.choice.recipient?.email && { customer_email: payment.bill.choice.recipient.email }),
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: total.currency.toLowerCase(),
            unit_amount: stripeAmount(minorFrom(total), total.currency),
            product_data: { name: session.title },
          },
        },
      ],
    },
    { idempotencyKey: payment.id },
  );
  if (!page.url) throw new Error("Stripe opened a page without an address");
  return { reference: page.id, url: page.url };
}

/** Comes back with every webhook of the page, the charge and the refund. */
function metadataOf({ id: sessionId, merchantId }: Session, { id: paymentId }: Payment) {
  return { sessionId, paymentId, merchantId };
}

async function read(stripe: Stripe, { payment }: Case): Promise<Truth> {
  const page = await stripe.checkout.sessions.retrieve(referenceOf(payment), {
    expand: ["payment_intent.latest_charge.refunds"],
  });
  const { payment_intent: intent, client_reference_id: sessionId, metadata } = page;
  const charge = intent !== null && typeof intent === "object" ? intent.latest_charge : null;
  const charged = charge !== null && typeof charge === "object" ? charge : undefined;
  return {
    closed: page.status !== "open",
    sessionId,
    merchantId: metadata?.merchantId ?? null,
    events: charged ? eventsOf(charged, payment) : [],
  };
}

function eventsOf(charge: Stripe.Charge, { id: paymentId }: Payment): PaymentEvent[] {
  const common = { paymentId, provider: "stripe" } as const;
  const money = (amount: number, { currency, created }: { currency: string; created: number }) => ({
    amount: ourAmount(amount, currency.toUpperCase()),
    currency: currency.toUpperCase(),
    at: new Date(created * 1000).toISOString(),
  });
  const taken: PaymentEvent[] =
    charge.paid && charge.captured
      ? [{ ...common, reference: charge.id, type: "charged", ...money(charge.amount_captured, charge) }]
      : [];
  const given = (charge.refunds?.data ?? []).filter(({ status }) => status === "succeeded");
  return [
    ...taken,
    ...given.map((refund) => ({
      ...common,
      reference: refund.id,
      type: "refunded" as const,
      ...money(refund.amount, refund),
    })),
  ];
}

/** Stripe counts ISK and UGX, which have no minor unit, in hundredths all the same. */
const inHundredths = new Set(["ISK", "UGX"]);

function stripeAmount(minor: number, currency: string): number {
  return inHundredths.has(currency) && minorDigits(currency) === 0 ? minor * 100 : minor;
}

function ourAmount(amount: number, currency: string): number {
  return inHundredths.has(currency) && minorDigits(currency) === 0 ? amount / 100 : amount;
}

function currencyOf({ bill }: Payment): string {
  return bill.priced.price.total.currency;
}

function referenceOf({ reference }: Payment): string {
  if (reference === null) throw new Error("a payment that was never opened at Stripe");
  return reference;
}

function idOf(intent: string | Stripe.PaymentIntent | null): string {
  if (intent === null) throw new Error("a paid page of Stripe without its payment");
  return typeof intent === "string" ? intent : intent.id;
}

/** What Stripe refuses for good is our mistake; all else may pass. */
async function reaching<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const passing =
      error instanceof Stripe.errors.StripeConnectionError ||
      error instanceof Stripe.errors.StripeAPIError ||
      error instanceof Stripe.errors.StripeRateLimitError;
    if (passing) throw new Unavailable("Stripe cannot be reached", { cause: error });
    throw error;
  }
}
