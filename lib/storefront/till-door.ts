import type { Table } from "../cloud/table.ts";
import { Rejected } from "../order/errors.ts";
import { Mode } from "../order/ids.ts";
import type { Clock } from "../order/ports.ts";
import { headerOf, idIn, rawBody, type Served, type Visit, type Written } from "./door.ts";
import { PaymentId } from "./ids.ts";
import type { Bell } from "./ports.ts";
import type { Settings } from "./settings-in.ts";
import { readStripeWebhook } from "./till/stripe-webhook.ts";
import { Outcome, slipOf, useSlip } from "./till/test-till.ts";
import { testTillPage } from "./till/test-till-page.ts";

interface TillPorts {
  readonly table: Table;
  readonly settings: Pick<Settings, "of">;
  readonly bell: Bell;
  readonly clock: Clock;
}

export function served(ports: TillPorts): Served {
  return {
    "GET /test-till/{id}": (visit) => showTestTill(ports, visit),
    "POST /test-till/{id}": (visit) => useTestTill(ports, visit),
    "POST /webhooks/stripe/{id}": (visit) => stripeWebhook(ports, visit),
  };
}

const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'";

/** The test provider's page. */
async function showTestTill({ table }: TillPorts, { id }: Visit<"GET /test-till/{id}">): Promise<Written> {
  const slip = await slipOf(table, idIn(PaymentId, id));
  if (!slip) throw new Rejected("not_found", "There is no such payment.");
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": pagePolicy };
  return { status: 200, headers, text: testTillPage(slip) };
}

/** What was chosen there; as with a real provider the checkout hears of it by itself. */
async function useTestTill(ports: TillPorts, { id, event }: Visit<"POST /test-till/{id}">): Promise<Written> {
  const paymentId = idIn(PaymentId, id);
  const outcome = Outcome.safeParse(new URLSearchParams(rawBody(event).toString("utf8")).get("outcome"));
  if (!outcome.success) throw new Rejected("invalid_request", "outcome is none", { wanted: Outcome.options });
  const { sessionId, backUrl } = await useSlip(ports, paymentId, outcome.data);
  await ports.bell.ring({ kind: "settle", sessionId, paymentId });
  return { status: 303, headers: { location: backUrl }, text: "" };
}

/** Takes a webhook of Stripe: nothing of it is done here, so that it is answered at once. */
async function stripeWebhook(
  { settings, bell, clock }: TillPorts,
  { id, event }: Visit<"POST /webhooks/stripe/{id}">,
): Promise<Written> {
  const { stripe } = await settings.of(idIn(Mode, id));
  if (!stripe) throw new Rejected("not_found", "Stripe is not connected.");
  const signature = headerOf(event, "stripe-signature") ?? "";
  const secret = stripe.webhookSecret;
  const about = readStripeWebhook({ raw: rawBody(event), signature, secret, now: clock.now() });
  if (about) await bell.ring({ kind: "settle", ...about });
  return { status: 200, headers: { "content-type": "text/plain" }, text: "" };
}
