import type { FacilityId, MerchantId, Mode, OrderId, PreflightId, TicketId } from "./ids.ts";

/** An order's full address: nothing of it is found without all three. */
export interface OrderRef {
  readonly mode: Mode;
  readonly merchantId: MerchantId;
  readonly orderId: OrderId;
}

/** A preflight's full address. */
export interface PreflightRef {
  readonly mode: Mode;
  readonly merchantId: MerchantId;
  readonly preflightId: PreflightId;
}

/** Everything of one order; `src|doc|out` go when the files go, `receipt` stays. */
export function orderPrefix({ mode, merchantId, orderId }: OrderRef): string {
  return `${mode}/${merchantId}/${orderId}/`;
}

export type Shelf = "src" | "doc" | "out" | "receipt";

/** Key of one immutable object of an order, named by the hash of its content or of what it was made from. */
export function fileKey(ref: OrderRef, shelf: Shelf, hash: string): string {
  return `${orderPrefix(ref)}${shelf}/${hash}`;
}

/** Where an upload waits until an order takes it; expired by the bucket's lifecycle after a day. */
export function uploadKey(mode: Mode, merchantId: MerchantId, fileId: string): string {
  return `uploads/${mode}/${merchantId}/${fileId}`;
}

/** What a preflight found and made; expired by the bucket's lifecycle after a week. */
export function preflightKey(ref: PreflightRef, name: string): string {
  return `preflights/${ref.mode}/${ref.merchantId}/${ref.preflightId}/${name}`;
}

/** Everything a facility may read. */
export function facilityPrefix(facilityId: FacilityId): string {
  return `facilities/${facilityId}/`;
}

/** One generation of one ticket: ticket.json, its files, and the claim. */
export function ticketPrefix(facilityId: FacilityId, ticketId: TicketId, generation: number): string {
  return `${facilityPrefix(facilityId)}tickets/${ticketId}/${generation}/`;
}

export function ticketKey(facilityId: FacilityId, ticketId: TicketId, generation: number): string {
  return `${ticketPrefix(facilityId, ticketId, generation)}ticket.json`;
}

/** Created once with If-None-Match: by the facility to print, or by us to revoke. */
export function claimKey(facilityId: FacilityId, ticketId: TicketId, generation: number): string {
  return `${ticketPrefix(facilityId, ticketId, generation)}claim`;
}
