import type { Recipient } from "../order/recipient.ts";
import { blankSheet, nextPage, type Sheet, setMatrix, setRule, setText } from "./page.ts";

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
  readonly goods: readonly { readonly name: string; readonly hsCode: string; readonly quantity: number }[];
}

/** A4. */
export const packingSlipSizeMm = { width: 210, height: 297 };
const left = 20;
const widthMm = packingSlipSizeMm.width - 2 * left;
const lineMm = 7;
const lastLineMm = 260;

/** The slip of one shipment: who gets it, what is in it, and customs facts where it crosses a border. No prices else. */
export async function packingSlip(slip: SlipFor): Promise<{ bytes: Uint8Array; pages: number }> {
  const sheet = await blankSheet(packingSlipSizeMm, {
    title: `Packing slip ${slip.shipmentId}`,
    at: slip.at,
  });
  for (const [place, line] of addressLines(slip.recipient).entries()) {
    setText(sheet, line, { x: left, y: 45 + place * 5.5, sizePt: 12, widthMm: 100 });
  }
  setMatrix(sheet, `${slip.shipmentId},slip,0`, { x: left + widthMm - 21, y: 20, moduleMm: 0.8 });
  setText(sheet, "Packing slip", { x: left, y: 95, sizePt: 18, widthMm });
  const about = [`Order ${slip.orderId}`, `Shipment ${slip.shipmentId}`];
  const known = slip.merchantReference === null ? about : [`Reference ${slip.merchantReference}`, ...about];
  setText(sheet, known.join("   ·   "), { x: left, y: 105, sizePt: 9, widthMm });
  setRule(sheet, { x: left, y: 113, widthMm });
  writeRows(sheet, 116, rowsOf(slip));
  return { bytes: await sheet.pdf.save({ useObjectStreams: false }), pages: sheet.pdf.getPageCount() };
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

type Row = readonly [quantity: string, text: string];

function rowsOf({ lines, customs }: SlipFor): Row[] {
  const goods = lines.map(({ quantity, name }): Row => [`${quantity} ×`, name]);
  if (!customs) return goods;
  const declared = customs.goods.map(
    ({ name, hsCode, quantity }): Row => [
      `${quantity} ×`,
      `HS ${hsCode}, origin ${customs.originCountry}: ${name}`,
    ],
  );
  const sum: Row = ["", `Value ${customs.value}, weight ${(customs.weightGrams / 1000).toFixed(2)} kg`];
  return [...goods, ["", "For customs"], ...declared, sum];
}

/** Goes on to another page where one is full. */
function writeRows(first: Sheet, startMm: number, rows: readonly Row[]): void {
  let sheet = first;
  let y = startMm;
  for (const [quantity, text] of rows) {
    if (y > lastLineMm) {
      sheet = nextPage(sheet);
      y = left;
    }
    setText(sheet, quantity, { x: left, y, sizePt: 11, widthMm: 18 });
    setText(sheet, text, { x: left + 20, y, sizePt: 11, widthMm: widthMm - 20 });
    y += lineMm;
  }
}
