import { productOf } from "../catalogue/products.ts";
import { Rejected } from "../order/errors.ts";
import { QuoteId } from "../order/ids.ts";
import type { Execution } from "../order/once.ts";
import type { Clock, Ids, Owner } from "../order/ports.ts";
import { presentLine, totalsOf } from "../order/price.ts";
import type { PricedBasket, Quote, QuoteRequest } from "../order/quote.ts";
import type { Quotes } from "../order/routing-ports.ts";
import { checkOptions } from "./check-options.ts";

/** How long a quote is honoured. */
const honouredMs = 24 * 3_600_000;

export interface QuotePorts {
  readonly quotes: Quotes;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The router's answer for that basket at that moment. */
  readonly price: (asked: QuoteRequest & { owner: Owner; at: Date; seed: string }) => Promise<PricedBasket>;
}

export interface QuoteAsked {
  readonly owner: Owner;
  readonly body: QuoteRequest;
  readonly execution: Execution | undefined;
}

/** Prices a basket and promises that price for a day. Rejected `no_facility` names the item that nobody can make or ship. */
export async function quote(ports: QuotePorts, { owner, body, execution }: QuoteAsked): Promise<Quote> {
  const { clock, ids, quotes } = ports;
  const at = clock.now();
  const id = QuoteId.parse(execution ? `quo_${execution.ulid}` : ids.next("quo"));
  body.items.forEach(checkItemOptions);
  const { lines, shipments, misses } = await ports.price({ ...body, owner, at, seed: id });
  checkMisses(misses, body);
  const { currency } = body;
  const made: Quote = {
    ...{ id, createdAt: at.toISOString(), expiresAt: new Date(at.getTime() + honouredMs).toISOString() },
    ...body,
    lines: lines.map((line) => presentLine(line, currency)),
    totals: totalsOf({ lines: [...lines], currency }),
    shipments: [...shipments],
  };
  await quotes.put(owner, made);
  return made;
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
