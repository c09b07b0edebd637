import { basename } from "node:path";
import { markText } from "../order/mark.ts";
import type { Ticket, TicketFile } from "../order/ticket.ts";
import { choices } from "./choices.ts";
import { blankSheet, type Fact, type Sheet, setFact, setField, setMatrix, setRule, setText } from "./page.ts";

/** A5, so that it travels in a tray with the product. */
export const jobTicketSizeMm = { width: 148, height: 210 };
const left = 12;
const widthMm = jobTicketSizeMm.width - 2 * left;
/** Of a Data Matrix of a ticket: 26 modules are 21 mm. */
const moduleMm = 0.8;
const matrixMm = 21;
const rowMm = 9.5;

/** What a ticket says to the people at the press, with its id as a Data Matrix. No address: that is the slip's. */
export async function jobTicket(ticket: Ticket, at: Date): Promise<Uint8Array> {
  const sheet = await blankSheet(jobTicketSizeMm, { title: `Job ticket ${ticket.ticketId}`, at });
  setHead(sheet, ticket);
  setDue(sheet, ticket);
  let y = setChosen(sheet, choices(ticket), 56);
  for (const { title, facts, columns } of sections(ticket)) {
    y = setSection(sheet, { title, facts, columns, y });
  }
  return sheet.pdf.save({ useObjectStreams: false });
}

function setHead(sheet: Sheet, { product, quantity, ticketId }: Ticket): void {
  const room = { x: left, widthMm: widthMm - matrixMm - 6 };
  setText(sheet, product.name, { ...room, y: 11, sizePt: 19 });
  setText(sheet, `${quantity} ${quantity === 1 ? "copy" : "copies"}`, { ...room, y: 20, sizePt: 32 });
  const text = markText({ ticketId, component: "jobticket", copy: 0 });
  setMatrix(sheet, text, { endX: left + widthMm, y: 12, moduleMm });
}

/** When it has to leave, in a black band that is seen across the hall. */
function setDue(sheet: Sheet, { shipBy, shippingLevel, recipient }: Ticket): void {
  setField(sheet, { left, top: 39, width: widthMm, height: 11 }, 0);
  const weekday = new Date(shipBy).toLocaleDateString("en", { weekday: "short", timeZone: "UTC" });
  const due = `Ship by ${weekday} ${shipBy.slice(0, 16).replace("T", " ")} UTC`;
  const white = { y: 42, sizePt: 13, tone: 1 };
  setText(sheet, due, { ...white, x: left + 4, widthMm: 78 });
  const way = `${shippingLevel} to ${recipient.countryCode}`;
  setText(sheet, way, { ...white, x: left + 84, widthMm: widthMm - 88, atEnd: true });
}

/** What differs from the product as it usually is made, on a field of its own; answers where it ends. */
function setChosen(sheet: Sheet, chosen: readonly Fact[], y: number): number {
  if (chosen.length === 0) return y;
  const height = Math.ceil(chosen.length / 2) * (rowMm + 3) + 3;
  setField(sheet, { left, top: y - 2, width: widthMm, height }, 0.9);
  const spot = { x: left + 4, y: y + 0.5, sizePt: 15, widthMm: widthMm - 8 };
  setGrid(sheet, chosen, { columns: 2, rowMm: rowMm + 3, ...spot });
  return y + height + 3;
}

interface Section {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly columns: number;
}

function sections(ticket: Ticket): Section[] {
  const { product, shipment, merchantReference, files } = ticket;
  const make: Fact[] = [
    ["Trim", sizeOf(product.trimMm)],
    ["Pages", String(product.pages)],
    ["Binding", product.binding.replaceAll("_", " ")],
    ["Paper", product.paper],
  ];
  const travel: Fact[] = [
    ["Shipment", shipment.id],
    [
      "Travels",
      shipment.items === 1
        ? "alone"
        : `with ${shipment.items - 1} more ${shipment.items === 2 ? "item" : "items"}`,
    ],
  ];
  const about: Fact[] = [
    ["Ticket", ticket.ticketId],
    ["Generation", String(ticket.generation)],
    ["Order", ticket.orderId],
    ["Reference", merchantReference ?? "none"],
  ];
  return [
    { title: "Make", facts: make, columns: 4 },
    { title: "Files", facts: files.map(fileFact), columns: 1 },
    { title: "Send", facts: travel, columns: 2 },
    ...customsOf(ticket),
    { title: "Ticket", facts: about, columns: 2 },
  ];
}

function customsOf({ customs }: Ticket): Section[] {
  if (!customs) return [];
  const { hsCode, originCountry, value, weightGrams } = customs;
  const facts: Fact[] = [
    ["HS code", hsCode],
    ["Origin", originCountry],
    ["Value", `${value.amount} ${value.currency}`],
    ["Weight", `${(weightGrams / 1000).toFixed(2)} kg`],
  ];
  return [{ title: "Customs", facts, columns: 4 }];
}

/** Sets a titled part of the sheet; answers where the next begins. */
function setSection(sheet: Sheet, { title, facts, columns, y }: Section & { y: number }): number {
  setText(sheet, title, { x: left, y, sizePt: 10, widthMm });
  setRule(sheet, { x: left, y: y + 5, widthMm });
  setGrid(sheet, facts, { columns, rowMm, x: left, y: y + 6.5, sizePt: 9.5, widthMm });
  return y + 8.5 + Math.ceil(facts.length / columns) * rowMm;
}

function setGrid(
  sheet: Sheet,
  facts: readonly Fact[],
  grid: { columns: number; rowMm: number; x: number; y: number; sizePt: number; widthMm: number },
): void {
  const cellMm = grid.widthMm / grid.columns;
  for (const [place, fact] of facts.entries()) {
    const x = grid.x + (place % grid.columns) * cellMm;
    const y = grid.y + Math.floor(place / grid.columns) * grid.rowMm;
    setFact(sheet, fact, { x, y, sizePt: grid.sizePt, widthMm: cellMm - 3 });
  }
}

/** What is loaded at the press: name, pages, size, and enough of its hash to tell two apart. */
function fileFact({ role, key, parts, pages, trimMm, bleedMm }: TicketFile): Fact {
  const [only] = parts;
  const size = `${pages} ${pages === 1 ? "page" : "pages"} of ${sizeOf(trimMm)}`;
  const bleed = bleedMm > 0 ? ` and ${bleedMm} mm bleed` : "";
  const hash = only && parts.length === 1 ? `sha256 ${only.sha256.slice(0, 12)}…` : `${parts.length} parts`;
  return [`${role}: ${size}${bleed}`, `${basename(key)}, ${hash}`];
}

function sizeOf({ width, height }: Ticket["product"]["trimMm"]): string {
  return `${width} × ${height} mm`;
}
