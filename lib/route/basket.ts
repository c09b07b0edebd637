import type { EnrolledFacility } from "../order/facility.ts";
import type { ShippingLevel } from "../order/order.ts";
import type { Policy } from "../order/policy.ts";
import type { TrackRecord } from "../order/routing-ports.ts";
import type { Piece } from "../price/product-price.ts";
import type { Load } from "./load.ts";

/** One item to be made, and where it stands in its request or order. */
export interface Wish extends Piece {
  readonly place: number;
  /** Facilities that had it and did not make it. */
  readonly tried: readonly string[];
}

/** What is to be made, where it goes, how fast, and when it is asked. */
export interface Basket {
  readonly items: readonly Wish[];
  readonly countryCode: string;
  readonly level: ShippingLevel;
  readonly at: Date;
  readonly merchantId: string;
  /** Decides about ramps: the same seed, the same answer. */
  readonly seed: string;
  /** The facility that a quote named, which is asked first. */
  readonly quoted: string | null;
}

/** What the router sees of the world. */
export interface Market {
  readonly facilities: readonly EnrolledFacility[];
  readonly load: Load;
  readonly quality: Readonly<Record<string, TrackRecord>>;
  readonly policy: Policy;
}
