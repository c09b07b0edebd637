import Stripe from "stripe";
import * as z from "zod";
import { Rejected } from "../../order/errors.ts";
import { PaymentId, SessionId } from "../ids.ts";

/** Signatures older than this, or from further in the future, are refused. */
const toleranceSeconds = 300;

const About = z.object({
  data: z.object({
    object: z.object({ metadata: z.object({ sessionId: SessionId, paymentId: PaymentId }) }),
  }),
});

interface Signed {
  /** The body's bytes as they came. */
  readonly raw: Buffer;
  readonly signature: string;
  readonly secret: string;
  readonly now: Date;
}

/**
 * Whose payment a webhook is about; undefined for what is no concern of ours. Nothing else of it is believed: the
 * provider is asked. Throws Rejected `forbidden` unless these very bytes were signed with our secret just now.
 */
export function readStripeWebhook({ raw, signature, secret, now }: Signed) {
  const event = constructed({ raw, signature, secret, now });
  // The SDK minds only what is old: a signature for next year would be good until then.
  if (signedAtSeconds(signature) > now.getTime() / 1000 + toleranceSeconds)
    throw notSigned("from the future");
  const about = About.safeParse(event);
  return about.success ? about.data.data.object.metadata : undefined;
}

function constructed({ raw, signature, secret, now }: Signed): unknown {
  try {
    return Stripe.webhooks.constructEvent(raw, signature, secret, toleranceSeconds, undefined, now.getTime());
  } catch (error) {
    throw notSigned(error);
  }
}

/** Of several times, which no honest header has, the latest. */
function signedAtSeconds(signature: string): number {
  const times = [...signature.matchAll(/(?:^|,)\s*t=(\d+)/g)].map(([, seconds]) => Number(seconds));
  return Math.max(...times);
}

function notSigned(cause: unknown): Rejected {
  const why = cause instanceof Error ? "its signature does not fit" : String(cause);
  return new Rejected("forbidden", `The webhook is not Stripe's: ${why}.`);
}
