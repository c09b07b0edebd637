import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import Stripe from "stripe";
import { onTestFinished } from "vitest";

interface Page {
  readonly id: string;
  readonly form: URLSearchParams;
  status: "open" | "complete" | "expired";
  charged: { amount: number; currency: string; at: number } | null;
  refunds: { id: string; amount: number; key: string }[];
}

const webhookSecret = "whsec_of_the_fake";

/**
 * The calls of Stripe that we use, on 127.0.0.1: Checkout Sessions (create, retrieve, expire) and Refunds (create), each
 * idempotent by its key. What a shopper does on the page is done with `pay`.
 */
export async function openStripe() {
  const stripe = new FakeStripe();
  const server = createServer((request, response) => {
    void stripe
      .answer(request)
      .then(({ status, body }) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
      );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const api = `http://127.0.0.1:${port}`;
  return Object.assign(stripe, { keys: { secretKey: "sk_test_of_the_fake", webhookSecret, api } });
}

interface Asked {
  readonly key: string;
  readonly isExpanded: boolean;
}

class FakeStripe {
  readonly pages = new Map<string, Page>();
  readonly #known = new Map<string, unknown>();
  #failing = 0;

  /** So many calls are answered with a 500. */
  fail(times: number): void {
    this.#failing = times;
  }

  /** The shopper pays on the page; another amount or currency is what an attacker would wish. */
  pay(id: string, wish: { amount?: number; currency?: string } = {}): void {
    const page = this.pages.get(id);
    if (!page) throw new Error("no such page");
    const amount = Number(page.form.get("line_items[0][price_data][unit_amount]"));
    const currency = page.form.get("line_items[0][price_data][currency]") ?? "";
    page.charged = { amount, currency, at: Math.floor(Date.now() / 1000), ...wish };
    page.status = "complete";
  }

  async answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const form = new URLSearchParams(await text(request));
    if (this.#failing-- > 0)
      return { status: 500, body: { error: { type: "api_error", message: "try again" } } };
    const { method = "", url = "", headers } = request;
    const { pathname: path, searchParams } = new URL(url, "http://stripe");
    const isExpanded = searchParams.get("expand[0]") === "payment_intent.latest_charge.refunds";
    const key = String(headers["idempotency-key"] ?? "");
    const body = this.#known.get(key + path) ?? this.#operate(`${method} ${path}`, form, { key, isExpanded });
    if (key !== "") this.#known.set(key + path, body);
    return body ? { status: 200, body } : { status: 404, body: { error: { message: "no such thing" } } };
  }

  #operate(call: string, form: URLSearchParams, { key, isExpanded }: Asked): unknown {
    if (call === "POST /v1/checkout/sessions") return viewOf(this.#opened(form), isExpanded);
    if (call === "POST /v1/refunds") return this.#refunded(form, key);
    const [, id = "", expires] = /\/v1\/checkout\/sessions\/(\w+)(\/expire)?$/.exec(call) ?? [];
    const page = this.pages.get(id);
    if (page?.status === "open" && expires) page.status = "expired";
    return page && viewOf(page, isExpanded);
  }

  #opened(form: URLSearchParams): Page {
    const id = `cs_test_${this.pages.size + 1}`;
    const page: Page = { id, form, status: "open", charged: null, refunds: [] };
    this.pages.set(id, page);
    return page;
  }

  #refunded(form: URLSearchParams, key: string): Refund | undefined {
    const page = [...this.pages.values()].find(({ id }) => `pi_${id}` === form.get("payment_intent"));
    if (!page?.charged) return undefined;
    const refund = { id: `re_${page.id}_${page.refunds.length}`, amount: Number(form.get("amount")), key };
    page.refunds.push(refund);
    return refundOf(refund, { currency: page.charged.currency, created: page.charged.at });
  }
}

/** What is answered of each object, by the names and types of Stripe's own SDK: what it knows otherwise does not compile. */
type Charge = Pick<
  Stripe.Charge,
  "id" | "object" | "paid" | "captured" | "amount" | "amount_captured" | "currency" | "created"
> & { readonly refunds: Pick<Stripe.ApiList<Refund>, "object" | "data" | "has_more"> };
type Refund = Pick<Stripe.Refund, "id" | "object" | "status" | "amount" | "currency" | "created">;
type Intent = Pick<Stripe.PaymentIntent, "id" | "object"> & { readonly latest_charge: Charge };
type CheckoutSession = Pick<
  Stripe.Checkout.Session,
  "id" | "object" | "status" | "url" | "client_reference_id" | "metadata"
> & { readonly payment_intent: Intent | string | null };

function viewOf(page: Page, isExpanded: boolean): CheckoutSession {
  const { charged, form } = page;
  const latest = charged && chargeOf(page, charged);
  return {
    id: page.id,
    object: "checkout.session",
    status: page.status,
    url: page.status === "open" ? `https://checkout.stripe.example/${page.id}` : null,
    client_reference_id: form.get("client_reference_id"),
    metadata: metadataOf(form),
    payment_intent: latest && (isExpanded ? intentOf(page, latest) : `pi_${page.id}`),
  };
}

function intentOf({ id }: Page, latest: Charge): Intent {
  return { id: `pi_${id}`, object: "payment_intent", latest_charge: latest };
}

function chargeOf({ id, refunds }: Page, charged: NonNullable<Page["charged"]>): Charge {
  const { amount, currency, at: created } = charged;
  return {
    ...{ id: `ch_${id}`, object: "charge", paid: true, captured: true, currency, created },
    ...{ amount, amount_captured: amount },
    refunds: {
      object: "list",
      has_more: false,
      data: refunds.map((refund) => refundOf(refund, { currency, created })),
    },
  };
}

function refundOf(
  { id, amount }: Page["refunds"][number],
  { currency, created }: Pick<Refund, "currency" | "created">,
): Refund {
  return { id, object: "refund", status: "succeeded", amount, currency, created };
}

type Completed = Pick<Stripe.CheckoutSessionCompletedEvent, "id" | "object" | "type" | "created"> & {
  readonly data: { readonly object: Pick<Stripe.Checkout.Session, "object" | "metadata"> };
};

/** A webhook as Stripe sends it: its bytes and their signature. */
export function webhook(metadata: Record<string, string>, { at = Date.now(), secret = webhookSecret } = {}) {
  const timestamp = Math.floor(at / 1000);
  const event: Completed = {
    ...{ id: "evt_1", object: "event", type: "checkout.session.completed", created: timestamp },
    data: { object: { object: "checkout.session", metadata } },
  };
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return { payload, signature };
}

function metadataOf(form: URLSearchParams): Record<string, string> {
  const found = [...form].flatMap(([name, value]) => {
    const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
    return key ? [[key, value] as const] : [];
  });
  return Object.fromEntries(found);
}
