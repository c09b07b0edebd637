import type { PositionedEvent } from "./event.ts";
import type { EnrolledFacility, Facility } from "./facility.ts";
import type { IdPrefix, MerchantId, Mode, TicketId } from "./ids.ts";
import type { OrderRef, PreflightRef } from "./keys.ts";
import type { EventMessage, Parcelled } from "./messages.ts";
import type { Order } from "./order.ts";
import type { Preflight } from "./preflight.ts";
import type { KeyRow, Tier } from "./principal.ts";
import type { FilePart } from "./rendered.ts";
import type { OrdersQuery } from "./requests.ts";
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
  list(owner: Owner, filter: OrdersQuery): Promise<Page<Order>>;
  /** Orders whose attention of this kind fell due before `until`, oldest first, at most `limit`. */
  due(kind: Attention, window: DueWindow): Promise<Due[]>;
}

export interface DueWindow {
  readonly mode: Mode;
  readonly until: Date;
  readonly limit: number;
  /** The last place of the page before. */
  readonly after?: string | undefined;
}

/** An order the clock must look at, with its place in the line of those. */
export interface Due extends OrderRef {
  readonly place: string;
}

export interface Owner {
  readonly mode: Mode;
  readonly merchantId: MerchantId;
}

export interface Outbox {
  /**
   * Sends in the order given; answers the effect ids that the queues took. Each queue stops at its first refusal, and
   * what goes to a queue that this sender does not know stays. Throws Unsent, which names what was taken.
   */
  send(parcels: readonly Parcelled[]): Promise<string[]>;
}

/** Immutable objects of orders, written once: writing what is there already succeeds. */
export interface Files {
  putJson(key: string, value: unknown): Promise<void>;
  /** Undefined where there is no such object. */
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

/** An object of an order that many workers write in parts at the same time. Throws UploadGone once that is over. */
export interface PartedFiles {
  /** Answers the id of the upload. */
  begin(key: string, type: string): Promise<string>;
  /** Stores a part, numbered from 1; the same again replaces it. Answers its ETag. */
  put(to: PartedUpload, part: FilePart & { readonly number: number; readonly path: string }): Promise<string>;
  /** Makes the object of all its parts in order, without moving a byte. */
  join(to: PartedUpload, parts: readonly { readonly etag: string; readonly sha256: string }[]): Promise<void>;
}

export interface PartedUpload {
  readonly key: string;
  readonly upload: string;
}

/** The bucket that facilities read: tickets, their files and claims. */
export interface Tickets {
  /** As `putJson`: XML. */
  putText(key: string, text: string): Promise<void>;
  /** As `putJson`: a PDF of a page or a few. */
  putSheet(key: string, bytes: Uint8Array): Promise<void>;
  /** Written once: what is there already stays, for somebody may have read it. */
  putJson(key: string, value: unknown): Promise<void>;
  /** Server-side copy from the order's files. */
  take(from: string, to: string): Promise<void>;
  removeAll(prefix: string, keep: (key: string) => boolean): Promise<number>;
  claimOf(key: string): Promise<Claim | undefined>;
  /** Creates the claim object; answers the claim that won, ours or theirs. */
  claim(key: string, claim: Claim): Promise<Claim>;
}

export interface TicketPointer extends OrderRef {
  readonly itemId: string;
}

/** A ticket that lies at a facility and that nobody has claimed, as far as is known. */
interface WaitingTicket {
  readonly facilityId: string;
  readonly generation: number;
  /** When it was laid there. */
  readonly since: string;
}

/** Finds the item behind a ticket id that a facility reports on, and the tickets that wait at a facility. */
export interface TicketIndex {
  put(ticketId: TicketId, at: TicketPointer, waiting?: WaitingTicket): Promise<void>;
  /** The ticket waits no longer in this generation; in a later one it may. */
  settle(ticketId: TicketId, at: TicketPointer, generation: number): Promise<void>;
  find(mode: Mode, ticketId: string): Promise<TicketPointer | undefined>;
  /** Oldest first, at most `limit`; a moment late, and some may have been claimed since. */
  waiting(mode: Mode, facilityId: string, limit: number): Promise<WaitingPointer[]>;
}

export interface WaitingPointer extends TicketPointer, Omit<WaitingTicket, "facilityId"> {
  readonly ticketId: TicketId;
}

export interface Facilities {
  list(mode: Mode): Promise<EnrolledFacility[]>;
  get(id: string): Promise<EnrolledFacility | undefined>;
  /** Creates or replaces the row; the queue exists already. */
  put(facility: Facility & { queueUrl: string }): Promise<void>;
}

/** What each facility was given per day, to hold its capacity against. */
export interface Workload {
  add(facilityId: string, day: string, itemId: string): Promise<void>;
  count(facilityId: string, day: string): Promise<number>;
}

/** When each facility's client was last heard of. */
export interface Heartbeats {
  beat(facilityId: string, at: string): Promise<void>;
  last(facilityId: string): Promise<string | undefined>;
}

/** Credentials of one facility for one hour: the role's session carries the facility as its tag and its name. */
export interface FacilitySessions {
  assume(facilityId: string): Promise<SessionCredentials>;
}

interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: string;
}

/** The merchant's feed, in one order without gaps. */
export interface Feed {
  /** Gives the event its position; the same event twice keeps its first. */
  append(message: EventMessage): Promise<number>;
  read(owner: Owner, after: number, limit: number): Promise<PositionedEvent[]>;
  ofOrder(ref: OrderRef): Promise<PositionedEvent[]>;
}

/** A problem somebody must look at; one open row per (kind, subject). */
interface Alert {
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

/** Preflights' rows, each gone some time after it expired. */
export interface Preflights {
  load(ref: PreflightRef): Promise<Preflight | undefined>;
  /** False when one with this id is there already. */
  create(preflight: Preflight): Promise<boolean>;
  /** Stores how it ended unless that is stored already. */
  finish(preflight: Preflight): Promise<void>;
}

/** Which merchants let an application act for them. */
export interface Grants {
  granted(mode: Mode, merchantId: MerchantId, appId: string): Promise<boolean>;
}

/** Removes a stored answer, with the personal data in it. */
export interface Forgetting {
  forget(row: string): Promise<void>;
}

/** Messages that died, looked at without being taken away. */
export interface DeadLetters {
  look(): Promise<DeadLetter[]>;
}

export interface DeadLetter {
  readonly queue: string;
  readonly body: string;
}

/** Sets for how long messages stay hidden from other workers. */
export interface Visibility {
  hide(receiptHandles: readonly string[], seconds: number): Promise<void>;
}

/** Keys by their hash, and whom merchants let act for them. */
export interface KeyStore {
  /** Whose key it is; undefined for what is no key, or no longer one. */
  find(key: string): Promise<KeyRow | undefined>;
  put(key: string, row: KeyRow): Promise<void>;
  putMerchant(merchant: { id: MerchantId; name: string; mode: Mode; tier: Tier }): Promise<void>;
  isMerchant(mode: Mode, merchantId: MerchantId): Promise<boolean>;
  grant(mode: Mode, merchantId: MerchantId, appId: string): Promise<void>;
}

/** The gateway's usage plans: one metered key a merchant or application, in its tier's plan. */
export interface UsagePlans {
  /** Makes a usage key under that name and answers its value. */
  issue(name: string, tier: Tier): Promise<string>;
}

/** Makes a facility's own queue, or finds it. */
export interface FacilityQueues {
  ensure(facilityId: string): Promise<string>;
}
