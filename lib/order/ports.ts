import type { PositionedEvent } from "./event.ts";
import type { EnrolledFacility, Facility } from "./facility.ts";
import type { FileId, IdPrefix, MerchantId, Mode, TicketId } from "./ids.ts";
import type { OrderRef } from "./keys.ts";
import type { EventMessage, Parcelled } from "./messages.ts";
import type { Order } from "./order.ts";
import type { Claim } from "./ticket.ts";

export interface Clock {
  now(): Date;
}

export interface Ids {
  /** A fresh id: the prefix, an underscore and a ULID. */
  next<P extends IdPrefix>(prefix: P): `${P}_${string}`;
}

/** Why the clock looks at an order again, earliest reason first. */
export type Attention = "effects" | "deadline" | "retention";

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** The order rows. Writes are conditional and safe to repeat when their reply was lost. */
export interface Orders {
  load(ref: OrderRef): Promise<Order | undefined>;
  /** False when an order with this id is there already. */
  create(order: Order): Promise<boolean>;
  /** Stores `order` if the row is still at `order.version - 1`; false when somebody else was first. */
  save(order: Order): Promise<boolean>;
  list(owner: Owner, page: OrderFilter): Promise<Page<Order>>;
  /** Orders whose attention of this kind fell due before `until`, oldest first, at most `limit`. */
  due(kind: Attention, window: { mode: Mode; until: Date; limit: number }): Promise<OrderRef[]>;
}

export interface Owner {
  readonly mode: Mode;
  readonly merchantId: MerchantId;
}

export interface OrderFilter {
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly state: string | undefined;
  readonly merchantReference: string | undefined;
  readonly createdAfter: string | undefined;
  readonly createdBefore: string | undefined;
}

export interface Outbox {
  /** Sends in the order given; answers the effect ids that the queues took. Stops at the first refusal. */
  send(parcels: readonly Parcelled[]): Promise<string[]>;
}

/** Immutable objects of orders, written once: writing what is there already succeeds. */
export interface Files {
  putJson(key: string, value: unknown): Promise<void>;
  getJson(key: string): Promise<unknown>;
  putFile(key: string, file: { path: string; bytes: number; type: string }): Promise<void>;
  download(key: string, path: string): Promise<void>;
  bytesOf(key: string): Promise<number | undefined>;
  copy(from: string, to: string): Promise<void>;
  /** URL that downloads the object for `seconds`, 900 at most. */
  link(key: string, seconds: number): Promise<string>;
  /** Deletes everything under a prefix except keys that `keep` holds; answers how many went. */
  removeAll(prefix: string, keep?: (key: string) => boolean): Promise<number>;
}

/** The bucket that facilities read: tickets, their files and claims. */
export interface Tickets {
  exists(key: string): Promise<boolean>;
  putJson(key: string, value: unknown): Promise<void>;
  /** Server-side copy from the order's files. */
  take(from: string, to: string): Promise<void>;
  removeAll(prefix: string, keep: (key: string) => boolean): Promise<number>;
  /** Creates the claim object; answers the claim that won, ours or theirs. */
  claim(key: string, claim: Claim): Promise<Claim>;
}

export interface TicketPointer extends OrderRef {
  readonly itemId: string;
}

/** Finds the item behind a ticket id that a facility reports on. */
export interface TicketIndex {
  put(ticketId: TicketId, at: TicketPointer): Promise<void>;
  find(mode: Mode, ticketId: string): Promise<TicketPointer | undefined>;
}

export interface Facilities {
  list(mode: Mode): Promise<EnrolledFacility[]>;
  get(id: string): Promise<EnrolledFacility | undefined>;
  /** Creates or replaces the row; the queue exists already. */
  put(facility: Facility & { queueUrl: string }): Promise<void>;
}

export interface Bells {
  ring(queueUrl: string, bell: unknown, effectId: string): Promise<void>;
}

/** The merchant's feed, in one order without gaps. */
export interface Feed {
  /** Gives the event its position; the same event twice keeps its first. */
  append(message: EventMessage): Promise<number>;
  read(owner: Owner, after: number, limit: number): Promise<PositionedEvent[]>;
  ofOrder(ref: OrderRef): Promise<PositionedEvent[]>;
}

/** A problem somebody must look at; one open row per (kind, subject). */
export interface Alert {
  readonly kind: string;
  readonly subject: string;
  readonly mode: Mode;
  readonly detail: string;
}

export interface Alerts {
  /** True when this call opened it; false when it was open already. */
  open(alert: Alert, at: Date): Promise<boolean>;
  close(kind: string, subject: string, mode: Mode): Promise<void>;
  list(mode: Mode): Promise<(Alert & { openedAt: string })[]>;
}

export interface Upload {
  readonly fileId: FileId;
  readonly key: string;
  readonly bytes: number;
  readonly type: string;
  readonly state: "open" | "complete";
  readonly multipartId: string | null;
}

export interface Uploads {
  get(owner: Owner, fileId: string): Promise<Upload | undefined>;
  put(owner: Owner, upload: Upload): Promise<void>;
}
