import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jobTicket } from "../../lib/stationery/job-ticket.ts";
import { packingSlip } from "../../lib/stationery/packing-slip.ts";
import { run, testWith } from "../tools.ts";
import { at, catalogued, ticketFor } from "./ticket.ts";

const ticket = ticketFor(catalogued("softcover-a4"));
const slip = {
  shipmentId: ticket.shipment.id,
  orderId: ticket.orderId,
  merchantReference: "INV-1042",
  recipient: { ...ticket.recipient, name: "Ærø 李 Łukasz" },
  lines: Array.from({ length: 50 }, (_, place) => ({
    name: `Softcover A4, number ${place}`,
    quantity: place + 1,
  })),
  customs: {
    originCountry: "NL",
    value: "24.80 EUR",
    weightGrams: 1234,
    goods: [{ name: "Printed books", hsCode: "4901.99", quantity: 1, value: "24.80 EUR", weightGrams: 1234 }],
  },
  at,
};

/** Runs `look` over the file of these bytes. */
function looked<T>(bytes: Uint8Array, look: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "printcloud-sheet-"));
  try {
    const file = join(folder, "sheet.pdf");
    writeFileSync(file, bytes);
    return look(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const textOf = (file: string) => run("pdftotext", "-layout", file, "-").toString();

testWith(
  ["pdftotext"],
  "a job ticket says what to make, how many and by when, and nobody's address",
  async () => {
    const text = looked(await jobTicket(ticket, at), textOf);
    expect(text).toContain("2 copies");
    expect(text).toContain(ticket.ticketId);
    expect(text).toContain("210 × 297 mm");
    expect(text).toContain("2026-11-24 12:00 UTC");
    expect(text).not.toContain("Keizersgracht");
  },
);

testWith(
  ["pdftotext"],
  "a job ticket says what was chosen and what customs are told, however much that is on one sheet",
  async () => {
    const options = { wrap: "mirror", wrapColour: "#d04a2b", ribbon: "red", endpapers: "black" };
    const value = { amount: "24.80", currency: "EUR" };
    const customs = { originCountry: "NL", hsCode: "4901.99", weightGrams: 1234, value };
    const full = { ...ticket, customs, product: { ...ticket.product, options } };
    const files = [...ticket.files, ...ticket.files.slice(0, 1)];
    const [text, boxes] = looked(await jobTicket({ ...full, files }, at), (file) => [
      textOf(file),
      run("pdftotext", "-bbox", file, "-").toString(),
    ]);
    expect(text).toMatch(/Wrap\s+Wrap colour\s+mirror\s+#d04a2b/);
    expect(text).toMatch(/4901\.99\s+NL\s+24\.80 EUR\s+1\.23 kg/);
    const ends = [...boxes.matchAll(/yMax="([\d.]+)"/g)].map(([, end]) => Number(end));
    expect(ends.length).toBeGreaterThan(60);
    expect(Math.max(...ends)).toBeLessThan(595 - 20);
  },
);

testWith(["pdftoppm", "dmtxread"], "its Data Matrix is read back from the rendered page", async () => {
  const seen = looked(await jobTicket(ticket, at), (file) => {
    run("pdftoppm", "-r", "150", "-png", "-singlefile", file, file);
    return run("dmtxread", "-n", "-N1", "-m5000", `${file}.png`).toString().trim();
  });
  expect(seen).toBe(`${ticket.ticketId},jobticket,0`);
});

testWith(
  ["pdftotext", "pdfinfo"],
  "a packing slip has address, every line and customs facts, on as many pages as it takes",
  async () => {
    const { bytes, pages } = await packingSlip(slip);
    expect(pages).toBe(2);
    const text = looked(bytes, textOf);
    expect(text).toContain("NETHERLANDS");
    expect(text).toContain("Ærø ? Łukasz");
    expect(text).toContain("Softcover A4, number 49");
    expect(text).toMatch(/Printed books\s+4901\.99\s+NL\s+1\.23 kg\s+24\.80 EUR/);
    expect(text).toMatch(/1275\s+pieces in all/);
    expect(text.match(/In this shipment/g)).toHaveLength(2);
    expect(text).toMatch(/2\s*\/\s*2/);
    expect(looked(bytes, (file) => run("pdfinfo", file).toString())).toMatch(/Pages:\s+2/);
  },
);

test("the same ticket gives the same bytes", async () => {
  expect(await jobTicket(ticket, at)).toEqual(await jobTicket(ticket, at));
  expect(await packingSlip(slip)).toEqual(await packingSlip(slip));
});
