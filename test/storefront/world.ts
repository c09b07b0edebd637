import { products } from "../../lib/catalogue/products.ts";
import { Rejected, Unavailable } from "../../lib/order/errors.ts";
import type { Clock, Owner } from "../../lib/order/ports.ts";
import type { Quote } from "../../lib/order/quote.ts";
import type { OrderRequest } from "../../lib/order/requests.ts";
import type { OrderState } from "../../lib/order/states.ts";
import { couponUsesIn } from "../../lib/storefront/coupon-rows.ts";
import { freshId } from "../../lib/storefront/ids.ts";
import type { Errand, KnownOrder, Mail, Platform } from "../../lib/storefront/ports.ts";
import type { Publication } from "../../lib/storefront/publication.ts";
import { publicationsIn, sessionsIn } from "../../lib/storefront/rows.ts";
import { tillsOf } from "../../lib/storefront/tills.ts";
import { handClock } from "../cloud/opened.ts";
import { owner } from "../order/made.ts";
import { memoryTable } from "./memory-table.ts";

export const site = "http://localhost:4000";
const product = products.find(({ id }) => id === "poster-a3");
if (!product) throw new Error("the catalogue has no poster any more");

const stock = { key: "content/1", type: "image/jpeg", url: null, smallKey: null };

/** A publication of one poster, ready to be sold. */
export function madePublication(wish: Partial<Publication> = {}): Publication {
  if (!product) throw new Error("no product");
  return {
    id: freshId("pub", "test"),
    ...owner,
    title: "A poster",
    margin: { percent: 25, perCopy: "0" },
    origins: ["https://shop.example"],
    coupons: [{ code: "TEN", percent: 10 }],
    onAccount: false,
    expiresAt: null,
    currency: "EUR",
    tokenHash: null,
    content: { images: [stock], inside: null, coverImage: null, cover: {} },
    products: [product.id],
    state: "ready",
    problem: null,
    pages: 1,
    offers: [{ productId: product.id, verdict: "good", reasons: [], pages: 1, product }],
    drawings: [],
    createdAt: "2026-11-21T10:00:00.000Z",
    version: 1,
    ...wish,
  };
}

/** The storefront on a table in memory, with a platform, a till and a post that remember what was done. */
export function openWorld(weather: Weather = calm) {
  const clock = handClock();
  const table = memoryTable();
  const platform = platformFake(clock);
  const settings = { of: async () => connection };
  const sent: Mail[] = [];
  const errands: Errand[] = [];
  const tills = tillsOf({ table, settings, clock, site });
  return {
    clock,
    table,
    site,
    settings,
    known: platform,
    sent,
    errands,
    publications: publicationsIn(table),
    sessions: stormy(sessionsIn(table), weather),
    coupons: stormy(couponUsesIn(table), weather),
    platform: stormy<Platform>(platform.api, weather),
    tills: async (...of: Parameters<typeof tills>) => stormy(await tills(...of), weather),
    stock: {
      read: async () => new Uint8Array([1]),
      write: async () => {},
      link: async (key: string) => `https://files.example/${key}`,
      bytesOf: async () => 1,
    },
    pages: { read: async () => new TextEncoder().encode("<!doctype html>") },
    store: undefined,
    post: async (mail: Mail) => {
      sent.push(mail);
    },
    bell: {
      ring: async (errand: Errand) => {
        errands.push(errand);
      },
    },
  };
}

export type World = ReturnType<typeof openWorld>;

const connection = {
  mode: "test" as const,
  appKey: `app_test_${"a".repeat(43)}`,
  from: "shop@example.org",
  stripe: null,
};

/** Whether a call fails, and whether before or after it did its work; the second is what a crash or a lost reply is. */
export type Weather = () => "fine" | "before" | "after";
const calm: Weather = () => "fine";

/** Calls of a port that fail as the weather will have it. */
function stormy<T extends object>(port: T, weather: Weather): T {
  const wrapped = Object.entries(port).map(([name, call]) => [
    name,
    async (...given: unknown[]) => {
      const fate = weather();
      if (fate === "before") throw new Unavailable(`${name} was cut off before`);
      const answer = await call(...given);
      if (fate === "after") throw new Unavailable(`${name} was cut off after`);
      return answer;
    },
  ]);
  // The same names with the same types, each behind its weather.
  return Object.fromEntries(wrapped) as T;
}

interface Placed {
  readonly body: string;
  readonly view: KnownOrder;
  state: OrderState;
}

/** The platform as far as the storefront sees it: quotes, orders once per key, and what becomes of them. */
function platformFake(clock: Clock) {
  const orders = new Map<string, Placed>();
  const quotes: Quote[] = [];
  let files = 0;
  const state = { refuses: null as "no_facility" | null };
  const api: Platform = {
    whoIs: async (key) => (key === "sk_ours" ? owner : undefined),
    products: async () => [...products],
    quote: async (_, { destination, items: [item], shippingLevel = "standard", alternatives = [] }) => {
      if (!item) throw new Error("no item");
      if (destination.countryCode === "AQ")
        throw new Rejected("unsupported_country", "Nobody prints for AQ.");
      const quote = quoteFor(item.quantity, destination.countryCode, clock);
      const [first, ...more] = [shippingLevel, ...alternatives].map((level) => ({
        ...quote,
        shippingLevel: level,
      }));
      quotes.push(...(first ? [first] : []), ...more);
      return { ...quote, shippingLevel, alternatives: more };
    },
    preflight: notHere,
    preflightOf: notHere,
    download: notHere,
    upload: async () => `fil_01KAKZ9YH3M2Q8V5T7W0X4${String(++files).padStart(4, "0")}`,
    place: async (_: Owner, key: string, request: OrderRequest) => {
      const body = JSON.stringify(request);
      const known = orders.get(key);
      if (known && known.body !== body) throw new Rejected("idempotency_key_reused", "another body");
      if (known) return { ...known.view, state: known.state };
      if (state.refuses) throw new Rejected(state.refuses, "refused");
      const view = orderView(orders.size, clock);
      orders.set(key, { body, view, state: "received" });
      return view;
    },
    order: async (_, id) => {
      const found = [...orders.values()].find(({ view }) => view.id === id);
      if (!found) throw new Rejected("not_found", "no order");
      return { ...found.view, state: found.state };
    },
    cancel: async (_, id) => {
      const found = [...orders.values()].find(({ view }) => view.id === id);
      if (found?.state !== "received") return false;
      found.state = "cancelled";
      return true;
    },
    events: async () => [],
  };
  /** What becomes of an order that was not shipped yet. */
  const end = (key: string, to: OrderState) => {
    const order = orders.get(key);
    if (order?.state === "received") order.state = to;
  };
  return { api, orders, quotes, state, end };
}

function notHere(): never {
  throw new Error("not asked for here");
}

/** A poster costs 10.00 and 4.00 to send, and the VAT of its country: 21 % in NL, none in the US. */
function quoteFor(quantity: number, countryCode: string, clock: Clock): Quote {
  const taxRate = countryCode === "US" ? 0 : 0.21;
  const eur = (minor: number) => ({ amount: (minor / 100).toFixed(2), currency: "EUR" });
  const line = (kind: "product" | "shipping", net: number) => {
    const tax = Math.round(net * taxRate);
    const common = { itemIndex: kind === "product" ? 0 : null, description: kind, quantity, taxRate };
    return { kind, ...common, net: eur(net), tax: eur(tax), gross: eur(net + tax) };
  };
  const now = clock.now();
  const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString();
  const ulid = `01KAKZ9YH3M2Q8V5T7W0X4${String(quantity).padStart(4, "0")}`;
  return {
    id: `quo_${ulid}`,
    createdAt: now.toISOString(),
    expiresAt: later(24),
    destination: { countryCode },
    shippingLevel: "standard",
    currency: "EUR",
    items: [{ productId: "poster-a3", quantity, pages: 1, options: {} }],
    lines: [line("product", 1000 * quantity), line("shipping", 400)],
    totals: { net: eur(0), tax: eur(0), gross: eur(0) },
    shipments: [
      {
        facilityId: "test-amsterdam",
        items: [0],
        reasons: ["nearest"],
        shipBy: later(48),
        deliverFrom: "2026-11-24",
        deliverTo: "2026-11-26",
        weightGrams: 300,
      },
    ],
  };
}

function orderView(count: number, clock: Clock): KnownOrder {
  return {
    id: `ord_01KAKZ9YH3M2Q8V5T7W0X4${String(count).padStart(4, "0")}`,
    state: "received",
    shipments: [],
    actions: ["cancel"],
    createdAt: clock.now().toISOString(),
  };
}
