import type { Mode } from "./ids.ts";
import type { Policy } from "./policy.ts";
import type { Owner } from "./ports.ts";
import type { Quote } from "./quote.ts";

/** What a facility did with its items in the last thirty days. */
export interface TrackRecord {
  readonly shipped: number;
  readonly refused: number;
  /** Shipped after its promised day. */
  readonly late: number;
}

/** How well each facility keeps its word; the router weighs it. */
export interface Quality {
  /** Counts an item's refusal, shipping or lateness at a facility; the same word of the same item counts once. */
  record(facilityId: string, word: keyof TrackRecord, itemId: string): Promise<void>;
  of(facilityId: string): Promise<TrackRecord>;
}

/** Prices that were promised, each to one merchant. */
export interface Quotes {
  get(owner: Owner, id: string): Promise<Quote | undefined>;
  put(owner: Owner, quote: Quote): Promise<void>;
}

/** How operators want orders of a mode routed and priced. */
export interface Policies {
  get(mode: Mode): Promise<Policy>;
  put(mode: Mode, policy: Policy): Promise<void>;
}
