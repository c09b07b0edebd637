import { createHash } from "node:crypto";
import { ulid } from "ulid";
import type { FacilityId, TicketId } from "../../lib/order/ids.ts";
import type { Ticket, TicketFile } from "../../lib/order/ticket.ts";

export const facilityId: FacilityId = "ams-one";

export const newTicketId = (): TicketId => `tkt_${ulid()}`;

/** The file as its ticket describes it. */
export function fileOf(key: string, content: Buffer, parts: readonly number[]): TicketFile {
  let start = 0;
  const hashed = parts.map((bytes) => {
    const part = content.subarray(start, start + bytes);
    start += bytes;
    return { bytes, sha256: createHash("sha256").update(part).digest("hex") };
  });
  const size = { trimMm: { width: 210, height: 297 }, bleedMm: 3, pages: 24 };
  return { role: "inside", key, bytes: content.length, parts: hashed, ...size };
}

export function ticketOf({
  ticketId,
  generation,
  file,
}: {
  ticketId: TicketId;
  generation: number;
  file: TicketFile;
}): Ticket {
  return {
    v: 1,
    ticketId,
    generation,
    facilityId,
    orderId: `ord_${ulid()}`,
    itemId: `itm_${ulid()}`,
    merchantReference: "INV-1",
    shipment: { id: `shp_${ulid()}`, items: 1 },
    product: {
      id: "magazine-a4",
      name: "Magazine A4",
      binding: "saddle_stitch",
      paper: "silk 170",
      trimMm: { width: 210, height: 297 },
      pages: 24,
    },
    quantity: 3,
    files: [file],
    shipBy: "2026-11-25T12:00:00.000Z",
    shippingLevel: "standard",
    recipient: { name: "A. Reader", line1: "Keizersgracht 1", city: "Amsterdam", countryCode: "NL" },
  };
}
