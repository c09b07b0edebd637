import type { Recipient } from "../order/recipient.ts";
import { blankSheet, type Fact, type Sheet, setFact, setMatrix, setRule, setText } from "./page.ts";
import { type Column, type Table, writeTables } from "./table.ts";

/** What travels in one shipment. */
export interface SlipFor {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly merchantReference: string | null;
  readonly recipient: Recipient;
  readonly lines: readonly SlipLine[];
  /** Where the goods cross a customs border: what the declaration needs. */
  readonly customs: Customs | null;
  readonly at: Date;
}

interface SlipLine {
  readonly name: string;
  readonly quantity: number;
}

interface Customs {
  readonly originCountry: string;
  /** Decimal text with its currency, e.g. `24.80 EUR`. */
  readonly value: string;
  readonly weightGrams: number;
  readonly goods: readonly Declared[];
}

interface Declared extends SlipLine {
  readonly hsCode: string;
  readonly value: string;
  readonly weightGrams: number;
}

/** A4. */
export const packingSlipSizeMm = { width: 210, height: 297 };
const left = 20;
const widthMm = packingSlipSizeMm.width - 2 * left;
const end = left + widthMm;
const firstRowMm = 123;

/** The slip of one shipment: who gets it, what is in it, and customs facts where it crosses a border. No prices else. */
export async function packingSlip(slip: SlipFor): Promise<{ bytes: Uint8Array; pages: number }> {
  const sheet = await blankSheet(packingSlipSizeMm, {
    title: `Packing slip ${slip.shipmentId}`,
    at: slip.at,
  });
  // Where the window of a DIN 5008 envelope is.
  for (const [place, line] of addressLines(slip.recipient).entries()) {
    setText(sheet, line, { x: left, y: 45 + place * 5.5, sizePt: 12, widthMm: 85 });
  }
  setMatrix(sheet, `${slip.shipmentId},slip,0`, { endX: end, y: 20, moduleMm: 0.8 });
  setText(sheet, "Packing slip", { x: left, y: 88, sizePt: 22, widthMm });
  setAbout(sheet, slip);
  setRule(sheet, { x: left, y: 121, widthMm });
  const pages = writeTables(
    { sheet, y: firstRowMm, lastMm: 262 },
    slip.customs ? [contents(slip), declaration(slip.customs)] : [contents(slip)],
  );
  for (const [place, page] of pages.entries()) {
    const number = `${place + 1} / ${pages.length}`;
    setText(page, number, { x: left, y: 280, sizePt: 9, widthMm, atEnd: true });
  }
  return { bytes: await sheet.pdf.save({ useObjectStreams: false }), pages: pages.length };
}

/** As it is written on a parcel; the country in capitals last. */
function addressLines({
  name,
  company,
  line1,
  line2,
  postalCode,
  city,
  region,
  countryCode,
}: Recipient): string[] {
  const country = new Intl.DisplayNames("en", { type: "region" }).of(countryCode) ?? countryCode;
  const town = [postalCode, city].filter(Boolean).join("  ");
  const lines = [name, company, line1, line2, town, region, country.toUpperCase()];
  return lines.filter((line): line is string => Boolean(line));
}

function setAbout(sheet: Sheet, { orderId, shipmentId, merchantReference, at }: SlipFor): void {
  const facts: [fact: Fact, x: number, widthMm: number][] = [
    [["Date", at.toISOString().slice(0, 10)], 0, 28],
    [["Order", orderId], 34, 62],
    [["Shipment", shipmentId], 102, 62],
  ];
  const reference: Fact = ["Reference", merchantReference ?? "none"];
  setFact(sheet, reference, { x: left, y: 99, sizePt: 13, widthMm });
  for (const [fact, x, cellMm] of facts) {
    setFact(sheet, fact, { x: left + x, y: 110.5, sizePt: 10, widthMm: cellMm });
  }
}

const count: Column = { name: "Quantity", x: left, widthMm: 16, atEnd: true };

function contents({ lines }: SlipFor): Table {
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    columns: [count, { name: "In this shipment", x: left + 22, widthMm: widthMm - 22 }],
    rows: lines.map(({ quantity, name }) => [`${quantity} ×`, name]),
    sum: [`${pieces}`, pieces === 1 ? "piece in all" : "pieces in all"],
  };
}

function declaration({ goods, originCountry, value, weightGrams }: Customs): Table {
  return {
    columns: [
      count,
      { name: "For customs", x: left + 22, widthMm: 58 },
      { name: "HS code", x: left + 84, widthMm: 20 },
      { name: "Origin", x: left + 100, widthMm: 16, atEnd: true },
      { name: "Weight", x: left + 118, widthMm: 22, atEnd: true },
      { name: "Value", x: left + 142, widthMm: 28, atEnd: true },
    ],
    rows: goods.map((each) => [
      `${each.quantity} ×`,
      each.name,
      each.hsCode,
      originCountry,
      kilograms(each.weightGrams),
      each.value,
    ]),
    sum: ["", "", "", "", kilograms(weightGrams), value],
  };
}

function kilograms(grams: number): string {
  return `${(grams / 1000).toFixed(2)} kg`;
}
