import { productOf } from "../catalogue/products.ts";
import { Rejected } from "../order/errors.ts";
import { minorFrom } from "../order/money.ts";
import type { Clock, Owner } from "../order/ports.ts";
import type { KeptPrice } from "../order/price.ts";
import type { Quote } from "../order/quote.ts";
import type { ItemRequest, OrderRequest } from "../order/requests.ts";
import type { Quotes } from "../order/routing-ports.ts";
import { padTo } from "../paper/pages.ts";

export interface HonourPorts {
  readonly quotes: Quotes;
  readonly clock: Clock;
}

/** What an order takes from its quote. */
export interface Honoured {
  readonly quoteId: Quote["id"];
  readonly price: KeptPrice;
}

/**
 * The quote that an order names, if it is the owner's, still stands, and is for this very order. Rejected `not_found`,
 * `quote_expired` or `quote_mismatch`, which names the first field that differs.
 */
export async function honour(
  { quotes, clock }: HonourPorts,
  owner: Owner,
  request: OrderRequest & { quoteId: string },
): Promise<Honoured> {
  const { quoteId: given } = request;
  const pointer = "/quoteId";
  const quote = await quotes.get(owner, given);
  if (!quote) throw new Rejected("not_found", `There is no quote ${given}.`, { pointer, given });
  if (Date.parse(quote.expiresAt) <= clock.now().getTime()) {
    const wanted = "a new quote: POST /v1/quotes";
    throw new Rejected("quote_expired", `Quote ${given} stood until ${quote.expiresAt}.`, {
      ...{ pointer, given, wanted },
    });
  }
  const [difference] = differences(quote, request);
  if (difference) {
    throw new Rejected("quote_mismatch", `Quote ${given} is for another ${difference.pointer}.`, difference);
  }
  return { quoteId: quote.id, price: keptPrice(quote) };
}

interface Difference {
  readonly pointer: string;
  readonly given: unknown;
  readonly wanted: unknown;
}

function differences(quote: Quote, { recipient, shippingLevel, items }: OrderRequest): Difference[] {
  const { countryCode, postalCode, region } = quote.destination;
  return [
    { pointer: "/recipient/countryCode", given: recipient.countryCode, wanted: countryCode },
    ...stated("/recipient/postalCode", recipient.postalCode, postalCode),
    ...stated("/recipient/region", recipient.region, region),
    { pointer: "/shippingLevel", given: shippingLevel, wanted: quote.shippingLevel },
    { pointer: "/items", given: items.length, wanted: quote.items.length },
    ...quote.items.flatMap((item, place) => itemDifferences(items[place], item, `/items/${place}`)),
  ].filter(({ given, wanted }) => given !== wanted);
}

/** Only what the quote was told is compared, and not by its blanks and case. */
function stated(
  pointer: string,
  given: string | null | undefined,
  wanted: string | null | undefined,
): Difference[] {
  if (wanted === null || wanted === undefined || wanted === "") return [];
  return plain(given ?? "") === plain(wanted) ? [] : [{ pointer, given: given ?? null, wanted }];
}

function plain(text: string): string {
  return text.replaceAll(/\s/g, "").toUpperCase();
}

function itemDifferences(
  item: ItemRequest | undefined,
  quoted: Quote["items"][number],
  pointer: string,
): Difference[] {
  return [
    { pointer: `${pointer}/productId`, given: item?.productId, wanted: quoted.productId },
    { pointer: `${pointer}/quantity`, given: item?.quantity, wanted: quoted.quantity },
    { pointer: `${pointer}/options`, given: sorted(item?.options), wanted: sorted(quoted.options) },
    ...pageDifferences(item, quoted, pointer),
  ];
}

/** Of pictures the pages are known now; a PDF's are compared when it has been measured. */
function pageDifferences(
  item: ItemRequest | undefined,
  { productId, pages }: Quote["items"][number],
  pointer: string,
): Difference[] {
  const images = item?.files.images?.length;
  const step = productOf(productId)?.pages.step ?? 1;
  if (images === undefined) return [];
  const printed = (count: number) => count + padTo(count, step);
  return [{ pointer: `${pointer}/files/images`, given: printed(images), wanted: printed(pages) }];
}

function sorted(options: Readonly<Record<string, string>> = {}): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join();
}

function keptPrice({ currency, lines }: Quote): KeptPrice {
  return {
    currency,
    lines: lines.map(({ net, tax, gross: _, ...line }) => ({
      ...line,
      net: minorFrom(net),
      tax: minorFrom(tax),
    })),
  };
}
