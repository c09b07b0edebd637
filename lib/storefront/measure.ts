import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Rejected, Unavailable } from "../order/errors.ts";
import type { Clock, Owner } from "../order/ports.ts";
import type { PreflightView } from "../order/preflight-view.ts";
import type { Product } from "../order/product.ts";
import { maxFormBytes } from "../order/requests.ts";
import { changePublication } from "./change-publication.ts";
import { firstChoice } from "./first-choice.ts";
import type { PublicationId } from "./ids.ts";
import { inTurns } from "./in-turns.ts";
import { offerFor, pagesReason, picturesReason, reasonsOf } from "./judge.ts";
import { type Looking, lookAtPictures } from "./look-at-pictures.ts";
import type { Platform, Publications, Stockroom } from "./ports.ts";
import { priceSession } from "./price-session.ts";
import type { Publication, Stock } from "./publication.ts";
import { Locale } from "./requests.ts";
import { typeOfBytes } from "./type-of-bytes.ts";
import type { Offer } from "./views.ts";

export interface Measuring extends Looking {
  readonly publications: Publications;
  readonly platform: Platform;
  readonly clock: Clock;
  readonly stock: Stockroom;
  /** Fetches what strangers point to. */
  readonly outbound: { fetchToFile(url: string, to: { path: string; maxBytes: number }): Promise<unknown> };
  /** Between two looks at a preflight. */
  readonly patienceMs: number;
}

type Measured = Pick<Publication, "content" | "pages" | "offers" | "drawings">;

/**
 * Fetches a publication's content into the storefront's bucket and has it checked for each of its products, once: from
 * then on it is sold, or refused with the reason. May run twice.
 */
export async function measure(ports: Measuring, id: PublicationId): Promise<void> {
  const publication = await ports.publications.load(id);
  if (publication?.state !== "measuring") return;
  const measured = await measuredOf(ports, publication).catch(problemOnly);
  const problem = "problem" in measured ? measured.problem : nothingToSell(measured.offers);
  const told = "problem" in measured ? {} : measured;
  const state = problem ? ("refused" as const) : ("ready" as const);
  const done = (current: Publication) => ({ ...current, ...told, state, problem });
  const after = await changePublication(ports.publications, id, done);
  if (!problem) await quoteAtHome(ports, after);
}

/** Asks for the prices that shoppers will see first, which are kept: what cannot be had now is asked for when somebody comes. */
async function quoteAtHome(ports: Measuring, publication: Publication): Promise<void> {
  const choices = Locale.options.map((locale) => firstChoice(publication, { locale }));
  await Promise.allSettled(choices.map((choice) => priceSession(ports, publication, choice)));
}

async function measuredOf(ports: Measuring, publication: Publication): Promise<Measured> {
  const { images, inside, coverImage, cover } = publication.content;
  const bring = (stock: Stock) => brought(ports, publication, stock);
  const content = {
    images: images ? await inTurns(images, bring) : null,
    inside: inside ? await bring(inside) : null,
    coverImage: coverImage ? await smallToo(ports, await bring(coverImage)) : null,
    cover,
  };
  const known = await ports.platform.products(publication);
  const products = publication.products.flatMap((each) => known.find((product) => product.id === each) ?? []);
  if (content.images) return picturesMeasured(ports, { ...content, images: content.images }, products);
  if (!content.inside) throw new Error("a publication without content");
  return { content, ...(await documentMeasured(ports, publication, { file: content.inside, products })) };
}

/** The file in our own bucket, fetched if it is still elsewhere; what it is is told by its bytes. */
async function brought(
  ports: Measuring,
  { id, mode, merchantId }: Publication,
  stock: Stock,
): Promise<Stock> {
  if (stock.key !== null)
    return { ...stock, type: typeOfBytes(await ports.stock.read(stock.key)) ?? stock.type };
  if (stock.url === null) throw new Error("a file that is nowhere");
  const path = join(tmpdir(), randomUUID());
  try {
    await ports.outbound.fetchToFile(stock.url, { path, maxBytes: maxFormBytes });
    const bytes = await readFile(path);
    const type = typeOfBytes(bytes);
    if (!type) throw new Rejected("unsupported_file_type", `${stock.url} is neither a picture nor a PDF.`);
    const key = `content/${mode}/${merchantId}/${id}/${randomUUID()}`;
    await ports.stock.write(key, { bytes, type });
    return { ...stock, key, type };
  } finally {
    await rm(path, { force: true });
  }
}

async function smallToo(ports: Measuring, picture: Stock): Promise<Stock> {
  const [looked] = await lookAtPictures(ports, [picture]);
  return looked?.stock ?? picture;
}

async function picturesMeasured(
  ports: Measuring,
  content: Measured["content"] & { readonly images: Stock[] },
  products: readonly Product[],
): Promise<Measured> {
  const looked = await lookAtPictures(ports, content.images);
  const sizes = looked.map(({ size }) => size);
  const pages = looked.length;
  const offers = products.map((product) =>
    offerFor(product, pages, [pagesReason(product, pages), picturesReason(product, sizes)]),
  );
  return { content: { ...content, images: looked.map(({ stock }) => stock) }, pages, offers, drawings: [] };
}

interface Document {
  readonly file: Stock;
  readonly products: readonly Product[];
}

async function documentMeasured(
  ports: Measuring,
  publication: Publication,
  { file, products }: Document,
): Promise<Omit<Measured, "content">> {
  const { platform, stock } = ports;
  const bytes = await stock.read(file.key ?? "");
  const fileId = await platform.upload(publication, { bytes, type: file.type ?? "application/pdf" });
  const look = async (product: Product) => {
    const begun = await platform.preflight(publication, { file: { fileId }, productId: product.id });
    return { product, view: await finished(ports, publication, begun) };
  };
  const looks = await Promise.all(products.map(look));
  const pages = looks.map(({ view }) => view.pages).find((count) => count !== null) ?? null;
  const best = looks.find(({ view }) => view.previews.length > 0);
  return {
    pages,
    offers: looks.map(({ product, view }) => offerFor(product, view.pages ?? 1, reasonsOf(view))),
    drawings: best ? await drawn(ports, publication, best.view) : [],
  };
}

/** Looks at a preflight; some minutes for a large file, then the message comes again. */
const maxLooks = 600;

async function finished(ports: Measuring, owner: Owner, begun: PreflightView): Promise<PreflightView> {
  let view = begun;
  for (let looks = 0; view.state === "waiting"; looks++) {
    if (looks === maxLooks) throw new Unavailable("a preflight takes too long");
    await pause(ports.patienceMs);
    view = await ports.platform.preflightOf({ mode: owner.mode, merchantId: owner.merchantId }, view.id);
  }
  return view;
}

/** Most pages that are shown. */
const mostDrawings = 40;

/** The platform's links live 15 minutes: what they show is kept here for as long as it is sold. */
async function drawn(
  { platform, stock }: Measuring,
  { id }: Publication,
  { previews }: PreflightView,
): Promise<Publication["drawings"]> {
  const drawings: Publication["drawings"] = [];
  const keep = async (key: string, url: string) => {
    await stock.write(key, await platform.download(url));
    return key;
  };
  for (const { page, url, annotatedUrl } of previews.slice(0, mostDrawings)) {
    // A book is shown from its first page on: pages left out would look blank.
    if (url === null || page !== drawings.length + 1) break;
    const key = await keep(`drawings/${id}/${page}`, annotatedUrl);
    drawings.push({ page, key, cutKey: await keep(`drawings/${id}/${page}-cut`, url) });
  }
  return drawings;
}

function nothingToSell(offers: readonly Offer[]): Publication["problem"] {
  if (offers.some(({ verdict }) => verdict !== "error")) return null;
  const [first] = offers.flatMap(({ reasons }) => reasons);
  return (
    first ?? { code: "no_facility", severity: "error", detail: "None of the products can be made of it." }
  );
}

/** The file's own fault is told to the merchant; anything else is tried again. */
function problemOnly(error: unknown): { problem: NonNullable<Publication["problem"]> } {
  if (!(error instanceof Rejected)) throw error;
  return { problem: { code: error.code, severity: "error", detail: error.message } };
}
