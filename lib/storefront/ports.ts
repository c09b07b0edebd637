import * as z from "zod";
import type { PositionedEvent } from "../order/event.ts";
import type { FileId, MerchantId, Mode } from "../order/ids.ts";
import type { Clock, Files, Owner, Page } from "../order/ports.ts";
import type { PreflightRequest } from "../order/preflight.ts";
import type { PreflightView } from "../order/preflight-view.ts";
import type { Product } from "../order/product.ts";
import type { QuoteRequest, QuoteView } from "../order/quote.ts";
import type { OrderRequest } from "../order/requests.ts";
import { OrderView } from "../order/views.ts";
import type { ContentId, PaymentId, PublicationId, SessionId, TrackingToken } from "./ids.ts";
import type { Publication } from "./publication.ts";
import type { PaymentEvent } from "./purse.ts";
import type { PaymentMethod } from "./requests.ts";
import type { Payment, Session } from "./session.ts";

const { id, state, createdAt, actions, shipments, history } = OrderView.shape;
/** What the storefront reads of an order; whatever else the platform tells is none of its business. */
export const KnownOrder = z.object({ id, state, createdAt, actions, shipments, history });
export type KnownOrder = z.infer<typeof KnownOrder>;

/** The printing platform, as everybody else reaches it: over `/v1`, as an application that merchants granted. */
export interface Platform {
  /** Whose secret key this is; undefined for what is none. */
  whoIs(key: string): Promise<Owner | undefined>;
  /** The catalogue. This, as all below, throws Rejected `forbidden` unless the merchant granted the storefront. */
  products(owner: Owner): Promise<readonly Product[]>;
  quote(owner: Owner, request: z.input<typeof QuoteRequest>): Promise<QuoteView>;
  preflight(owner: Owner, request: z.input<typeof PreflightRequest>): Promise<PreflightView>;
  preflightOf(owner: Owner, id: string): Promise<PreflightView>;
  /** What one of its links leads to. */
  download(url: string): Promise<{ bytes: Uint8Array; type: string }>;
  /** Hands a file over; answers its fileId, which lives a day. */
  upload(owner: Owner, file: { bytes: Uint8Array; type: string }): Promise<FileId>;
  /** The same key makes the same order. Throws Rejected where the platform refuses it for good. */
  place(owner: Owner, key: string, request: OrderRequest): Promise<KnownOrder>;
  order(owner: Owner, orderId: string): Promise<KnownOrder>;
  /** False when it is too late. */
  cancel(owner: Owner, orderId: string): Promise<boolean>;
  events(owner: Owner, after: number): Promise<readonly PositionedEvent[]>;
}

/** What a provider says of one payment when it is asked: the truth, whatever was heard before. */
export interface Truth {
  /** Nothing will be charged any more. */
  readonly closed: boolean;
  /** The session it was opened for, as the provider remembers it. */
  readonly sessionId: string | null;
  readonly merchantId: string | null;
  readonly events: readonly PaymentEvent[];
}

/** A payment with the session it is for. */
export interface Case {
  readonly session: Session;
  readonly payment: Payment;
}

/** One way to be paid. Every call may come twice. */
export interface Till {
  /** Opens a page to pay at; the browser goes to `backUrl` when it is done, however it ends. */
  open(about: Case, backUrl: string): Promise<{ reference: string; url: string }>;
  read(about: Case): Promise<Truth>;
  /** Takes an open payment back; one that was charged meanwhile stays charged. */
  close(about: Case): Promise<void>;
  /** Gives the amount back, which is all there is. The same payment is given back once. */
  refund(about: Case, amount: number): Promise<void>;
}

export type Tills = (mode: Mode, method: PaymentMethod) => Promise<Till>;

/** Session rows. Writes are conditional and safe to repeat when their reply was lost. */
export interface Sessions {
  load(id: SessionId): Promise<Session | undefined>;
  create(session: Session): Promise<void>;
  /** Stores `session` if the row is still at `session.version - 1`; false when somebody else was first. */
  save(session: Session): Promise<boolean>;
  ofOrder(mode: Mode, orderId: string): Promise<SessionId | undefined>;
  ofTracking(token: TrackingToken): Promise<SessionId | undefined>;
  /** Sessions that somebody began to pay on that day. */
  paidOn(mode: Mode, day: Date): Promise<SessionId[]>;
  /** Sessions that the clock must look at, oldest first. */
  due(mode: Mode, until: Date, limit: number): Promise<SessionId[]>;
}

/** Publications, each found by its id or among its merchant's. */
export interface Publications {
  load(id: PublicationId): Promise<Publication | undefined>;
  create(publication: Publication): Promise<void>;
  /** Stores it if the row is still at `version - 1`. */
  save(publication: Publication): Promise<boolean>;
  list(owner: Owner, page: { limit: number; cursor: string | undefined }): Promise<Page<Publication>>;
}

/** The storefront's own files. */
export interface Stockroom extends Pick<Files, "link" | "bytesOf"> {
  read(key: string): Promise<Uint8Array>;
  write(key: string, file: { bytes: Uint8Array; type: string }): Promise<void>;
}

/** A file that a merchant brought, by its id. */
export interface Contents {
  put(id: ContentId, owner: Owner, file: { key: string; type: string }): Promise<void>;
  get(id: ContentId, owner: Owner): Promise<{ key: string; type: string } | undefined>;
}

/** Merchants that sell here, and how far their events were read. */
export interface Merchants {
  list(mode: Mode): Promise<{ merchantId: MerchantId; position: number; busyUntil: string | null }[]>;
  read(owner: Owner, position: number): Promise<void>;
}

/** A coupon of a publication whose uses are counted. */
export interface UsedCoupon {
  readonly mode: Mode;
  readonly publicationId: PublicationId;
  readonly code: string;
}

/** Sessions that hold a use: until then, or for good where it is null. Those whose time is over hold none. */
export interface Uses {
  readonly version: number;
  readonly holders: Readonly<Record<string, string | null>>;
}

/** Who uses coupons, each in one row that two cannot write at once. */
export interface CouponUses {
  load(coupon: UsedCoupon): Promise<Uses | undefined>;
  /** Stores it if the row is still at `version - 1`; false when somebody else was first. */
  save(coupon: UsedCoupon, uses: Uses): Promise<boolean>;
}

/** Sends an e-mail to a shopper. */
export type Post = (mail: Mail) => Promise<void>;

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What a worker is asked to do. Pointers only: what they point to is read again. */
export type Errand =
  | { readonly kind: "settle"; readonly sessionId: SessionId; readonly paymentId?: PaymentId | undefined }
  | { readonly kind: "measure"; readonly publicationId: PublicationId };

/** Asks a worker to do something soon. */
export interface Bell {
  ring(errand: Errand): Promise<void>;
}

export interface Timed {
  readonly clock: Clock;
}
