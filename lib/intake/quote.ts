import { productOf } from "../catalogue/products.ts";
import { Rejected } from "../order/errors.ts";
import { QuoteId } from "../order/ids.ts";
import type { Execution } from "../order/once.ts";
import type { ShippingLevel } from "../order/order.ts";
import type { Clock, Ids, Owner } from "../order/ports.ts";
import { presentLine, totalsOf } from "../order/price.ts";
import type { PricedBasket, Quote, QuoteRequest, QuoteView } from "../order/quote.ts";
import type { Quotes } from "../order/routing-ports.ts";
import { checkOptions } from "./check-options.ts";

/** How long a quote is honoured. */
const honouredMs = 24 * 3_600_000;

export interface QuotePorts {
  readonly quotes: Quotes;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The router's answer for that basket at that moment, for each way to send it. */
  readonly price: (asked: Asked, levels: readonly ShippingLevel[]) => Promise<readonly PricedBasket[]>;
}

type Asked = Omit<QuoteRequest, "alternatives"> & { owner: Owner; at: Date; seed: string };

export interface QuoteAsked {
  readonly owner: Owner;
  readonly body: QuoteRequest;
  readonly execution: Execution | undefined;
}

/** Prices a basket and promises that price for a day. Rejected `no_facility` names the item that nobody can make or ship. */
export async function quote(ports: QuotePorts, { owner, body, execution }: QuoteAsked): Promise<QuoteView> {
  const { alternatives, ...basket } = body;
  const at = ports.clock.now();
  const id = QuoteId.parse(execution ? `quo_${execution.ulid}` : ports.ids.next("quo"));
  body.items.forEach(checkItemOptions);
  const levels = [...new Set([body.shippingLevel, ...(alternatives ?? [])])];
  const [wanted, ...more] = await ports.price({ ...basket, owner, at, seed: id }, levels);
  if (!wanted) throw new Error("a basket came back without a price");
  checkMisses(wanted.misses, body);
  const made = promised(basket, wanted, { id, at });
  const told = more.flatMap((priced, place): Quote[] => {
    const shippingLevel = levels[place + 1] ?? body.shippingLevel;
    const other = { id: QuoteId.parse(ports.ids.next("quo")), at };
    return priced.misses.length > 0 ? [] : [promised({ ...basket, shippingLevel }, priced, other)];
  });
  await Promise.all([made, ...told].map((each) => ports.quotes.put(owner, each)));
  return alternatives ? { ...made, alternatives: told } : made;
}

function promised(
  basket: Omit<QuoteRequest, "alternatives">,
  { lines, shipments }: PricedBasket,
  { id, at }: { id: QuoteId; at: Date },
): Quote {
  const { currency } = basket;
  return {
    ...{ id, createdAt: at.toISOString(), expiresAt: new Date(at.getTime() + honouredMs).toISOString() },
    ...basket,
    lines: lines.map((line) => presentLine(line, currency)),
    totals: totalsOf({ lines: [...lines], currency }),
    shipments: [...shipments],
  };
}

/** A quote of this owner; Rejected `not_found` also for others'. */
export async function showQuote(quotes: Quotes, owner: Owner, id: string): Promise<Quote> {
  const found = await quotes.get(owner, id);
  if (found) return found;
  throw new Rejected("not_found", `There is no quote ${id}.`, { given: id });
}

/** A product that is not there is refused by who looks for facilities. */
function checkItemOptions(item: QuoteRequest["items"][number], place: number): void {
  const product = productOf(item.productId);
  if (product) checkOptions(item, product, place);
}

function checkMisses([miss]: PricedBasket["misses"], { items }: QuoteRequest): void {
  if (!miss) return;
  const [what, ...nearest] = miss.reasons;
  throw new Rejected("no_facility", `${items[miss.itemIndex]?.productId}: ${what}.`, {
    pointer: `/items/${miss.itemIndex}`,
    given: items[miss.itemIndex],
    wanted: nearest,
  });
}
