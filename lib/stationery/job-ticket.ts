import { basename } from "node:path";
import { markText } from "../order/mark.ts";
import type { Ticket } from "../order/ticket.ts";
import { blankSheet, setMatrix, setRule, setText } from "./page.ts";

/** A5, so that it travels in a tray with the product. */
export const jobTicketSizeMm = { width: 148, height: 210 };
const left = 12;
const widthMm = jobTicketSizeMm.width - 2 * left;
/** Of a Data Matrix of a ticket: 26 modules are 21 mm. */
const moduleMm = 0.8;

/** What a ticket says to the people at the press, with its id as a Data Matrix. No address: that is the slip's. */
export async function jobTicket(ticket: Ticket, at: Date): Promise<Uint8Array> {
  const sheet = await blankSheet(jobTicketSizeMm, { title: `Job ticket ${ticket.ticketId}`, at });
  setText(sheet, ticket.product.name, { x: left, y: 12, sizePt: 20, widthMm: widthMm - 28 });
  setText(sheet, `${ticket.quantity} ${ticket.quantity === 1 ? "copy" : "copies"}`, {
    x: left,
    y: 22,
    sizePt: 28,
    widthMm: widthMm - 28,
  });
  setMatrix(sheet, markText({ ticketId: ticket.ticketId, component: "jobticket", copy: 0 }), {
    x: left + widthMm - 22,
    y: 12,
    moduleMm,
  });
  setRule(sheet, { x: left, y: 38, widthMm });
  let y = 42;
  for (const [name, value] of facts(ticket)) {
    setText(sheet, name, { x: left, y, sizePt: 9, widthMm: 30 });
    setText(sheet, value, { x: left + 32, y, sizePt: 11, widthMm: widthMm - 32 });
    y += 8;
  }
  return sheet.pdf.save({ useObjectStreams: false });
}

function facts(ticket: Ticket): [name: string, value: string][] {
  const { product, shipment, files } = ticket;
  const { width, height } = product.trimMm;
  return [
    ["Ticket", ticket.ticketId],
    ["Generation", String(ticket.generation)],
    ["Order", ticket.orderId],
    ["Reference", ticket.merchantReference ?? "none"],
    ["Trim", `${width} × ${height} mm`],
    ["Pages", String(product.pages)],
    ["Binding", product.binding.replaceAll("_", " ")],
    ["Paper", product.paper],
    ["Ship by", `${ticket.shipBy.slice(0, 16).replace("T", " ")} UTC`],
    ["Shipping", `${ticket.shippingLevel} to ${ticket.recipient.countryCode}`],
    ["Shipment", `${shipment.id}, ${shipment.items} ${shipment.items === 1 ? "item" : "items"}`],
    ...files.map((file): [string, string] => [
      `File: ${file.role}`,
      `${basename(file.key)}, ${hashOf(file)}`,
    ]),
  ];
}

function hashOf({ parts, pages }: Ticket["files"][number]): string {
  const [only] = parts;
  const size = `${pages} ${pages === 1 ? "page" : "pages"}`;
  return only && parts.length === 1
    ? `${size}, sha256 ${only.sha256.slice(0, 12)}…`
    : `${size}, ${parts.length} parts`;
}
