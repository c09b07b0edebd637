import { Rejected, Unavailable } from "../order/errors.ts";
import type { FileId } from "../order/ids.ts";
import { OrderRequest } from "../order/requests.ts";
import type { ItemFiles } from "../order/source.ts";
import { changeSession } from "./change-session.ts";
import { seen } from "./follow-order.ts";
import { freshId } from "./ids.ts";
import { inTurns } from "./in-turns.ts";
import type { Platform, Publications, Sessions, Stockroom } from "./ports.ts";
import type { Publication, Stock } from "./publication.ts";
import type { Payment, Placed, Session } from "./session.ts";

export interface Placing {
  readonly sessions: Sessions;
  readonly publications: Publications;
  readonly platform: Platform;
  /** The storefront's own bucket. */
  readonly stock: Pick<Stockroom, "read">;
}

/**
 * Posts the session's one order for the payment that was good, with the session as its key: who takes the row's place
 * first decides which payment that is, and however often this runs the platform makes one order.
 */
export async function placeOrder(ports: Placing, session: Session, payment: Payment): Promise<Session> {
  const { sessions, platform } = ports;
  const reserved = await changeSession(sessions, session.id, (current) =>
    current.placed ? undefined : { ...current, placed: placeFor(current, payment) },
  );
  if (reserved.placed?.paymentId !== payment.id) return reserved;
  const ready = await withRequest(ports, reserved, payment);
  const { placed, mode, merchantId, id } = ready;
  if (!placed?.request || placed.orderId || placed.refused) return ready;
  try {
    const order = await platform.place({ mode, merchantId }, id, placed.request);
    return await update(sessions, ready, (current) => seen({ ...current, orderId: order.id }, order));
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return refused(sessions, ready, error);
  }
}

function placeFor({ mode }: Session, payment: Payment): Placed {
  return {
    paymentId: payment.id,
    tracking: freshId("trk", mode),
    request: null,
    orderId: null,
    refused: null,
    state: null,
    steps: {},
    parcels: [],
    canCancel: false,
  };
}

/** Uploads live a day: where the platform was away for longer, the files are handed over again. */
async function refused(sessions: Sessions, session: Session, error: Rejected): Promise<Session> {
  if (error.code !== "unknown_file")
    return update(sessions, session, (placed) => ({ ...placed, refused: error.code }));
  await update(sessions, session, (placed) => ({ ...placed, request: null }));
  throw new Unavailable("the platform has forgotten the files", { cause: error });
}

function update(sessions: Sessions, { id }: Session, change: (placed: Placed) => Placed): Promise<Session> {
  return changeSession(sessions, id, (current) =>
    current.placed ? { ...current, placed: change(current.placed) } : undefined,
  );
}

/** Hands the files over and keeps what will be posted, so that each try posts the same. */
async function withRequest(ports: Placing, session: Session, payment: Payment): Promise<Session> {
  if (session.placed?.request) return session;
  const { choice, priced } = payment.bill;
  const publication = await ports.publications.load(session.publicationId);
  const { recipient } = choice;
  if (!publication || !recipient) throw new Error("a bill without its publication or recipient");
  const request = OrderRequest.parse({
    merchantReference: session.reference,
    shippingLevel: priced.shippingLevel,
    quoteId: priced.quoteId,
    settlement: payment.method === "invoice" ? "account" : "prepaid",
    recipient,
    items: [
      {
        productId: choice.productId,
        quantity: choice.quantity,
        fit: "fill",
        files: await handedOver(ports, publication, payment),
      },
    ],
    metadata: { session: session.id, publication: publication.id },
  });
  return update(ports.sessions, session, (placed) => (placed.request ? placed : { ...placed, request }));
}

async function handedOver(ports: Placing, publication: Publication, { bill }: Payment): Promise<ItemFiles> {
  const { images, inside, coverImage, cover } = publication.content;
  const offer = publication.offers.find(({ productId }) => productId === bill.choice.productId);
  const known = new Map<string, Promise<{ fileId: FileId }>>();
  // A picture that is on several pages is handed over once.
  const over = (stock: Stock) => {
    const key = mustBe(stock.key);
    const handed = known.get(key) ?? handOver(ports, publication, stock);
    known.set(key, handed);
    return handed;
  };
  const files = images ? { images: await inTurns(images, over) } : { inside: await over(mustBe(inside)) };
  if (offer?.product.cover !== "separate") return files;
  const front = coverImage ?? images?.[0];
  const words = { title: publication.title, ...cover, ...bill.choice.cover };
  return { ...files, cover: { ...words, ...(front && { image: await over(front) }) } };
}

async function handOver({ platform, stock }: Placing, { mode, merchantId }: Publication, file: Stock) {
  const bytes = await stock.read(mustBe(file.key));
  const type = mustBe(file.type);
  return { fileId: await platform.upload({ mode, merchantId }, { bytes, type }) };
}

function mustBe<T>(value: T | null): T {
  if (value === null) throw new Error("a publication that is sold lacks a part of its content");
  return value;
}
