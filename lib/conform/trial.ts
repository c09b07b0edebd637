import type { TicketId } from "../order/ids.ts";
import type { Status } from "../order/report.ts";
import type { Claim } from "../order/ticket.ts";

/** A trial ticket in one generation, lying in the facility's prefix. */
export interface Laid {
  readonly ticketId: TicketId;
  readonly generation: number;
  readonly quantity: number;
}

/** The platform's side of a facility's queue and prefix, for tickets that belong to no order. */
export interface Trial {
  /** Puts ticket and file in place, `damaged` with one bit flipped; `after` makes the next generation of a ticket. */
  lay(wish?: { damaged?: boolean; after?: Laid }): Promise<Laid>;
  ring(laid: Laid): Promise<void>;
  recall(laid: Laid): Promise<void>;
  /** Claims as the platform; false when the facility was first. */
  revoke(laid: Laid): Promise<boolean>;
  claimOf(laid: Laid): Promise<Claim | undefined>;
  /** What the facility has said of it, in the order of arrival. */
  heard(laid: Laid): Promise<readonly Status[]>;
}

/** How long a facility is waited for. */
export interface Patience {
  /** For the next word of a ticket. */
  readonly seconds: number;
  /** For words that ought not to come. */
  readonly quietSeconds: number;
  sleep(seconds: number): Promise<void>;
}
