import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { PDFDocument } from "pdf-lib";
import { expect, test } from "vitest";
import { number } from "../../lib/render/pdf/boxes.ts";
import { hexText, xmp } from "../../lib/render/pdf/metadata.ts";
import { PdfWriter } from "../../lib/render/pdf/writer.ts";
import { run, testWith } from "../tools.ts";
import { freshFolder } from "./bench.ts";

const about = { title: 'Ærø & <Søn> "1" 🌞', date: "2026-11-21T11:34:56.789Z", seed: "order 1" };

async function written(folder: string, name = "out.pdf") {
  const path = join(folder, name);
  const writer = await PdfWriter.create(path);
  for (let spare = 1; spare <= 3; spare++) writer.reserve();
  const tree = writer.reserve();
  const page = await writer.object(
    `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 72 72] /Resources << >> >>`,
  );
  await writer.raw(2, Buffer.from("[1 2 3]"));
  await writer.object(`<< /Type /Pages /Count 1 /Kids [${page} 0 R] >>`, tree);
  return { path, ...(await writer.finish(tree, about)) };
}

testWith(["qpdf"], "a written document is sound, with numbers that were never used marked free", async () => {
  const { path } = await written(freshFolder());
  expect(run("qpdf", "--check", path).toString()).toContain("No syntax or stream encoding errors");
});

test("bytes are written as they were when they were given, whatever becomes of their memory", async () => {
  const path = join(freshFolder(), "out.pdf");
  const writer = await PdfWriter.create(path);
  const memory = Buffer.alloc(20_000);
  const sizes = [3, 9_000, 10, 7_999, 20_000, 1];
  for (const [at, size] of sizes.entries()) {
    await writer.raw(writer.reserve(), memory.subarray(0, size).fill(`${at}`));
    memory.fill("x");
  }
  const { bytes, sha256 } = await writer.endPart();
  await writer.close();
  const file = readFileSync(path);
  expect([file.length, createHash("sha256").update(file).digest("hex")]).toEqual([bytes, sha256]);
  for (const [at, size] of sizes.entries())
    expect(file.includes(`obj\n${`${at}`.repeat(size)}\nendobj`), `piece ${at}`).toBe(true);
});

test("size and hash are those of the file, and depend on nothing but what was written", async () => {
  const folder = freshFolder();
  const [one, other] = [await written(folder), await written(folder, "other.pdf")];
  const bytes = readFileSync(one.path);
  expect(one).toMatchObject({
    bytes: bytes.length,
    parts: [{ bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }],
  });
  expect(other.parts).toEqual(one.parts);
});

test("a document says in Info and in its metadata the same about itself", async () => {
  const { path } = await written(freshFolder());
  const pdf = await PDFDocument.load(readFileSync(path), { updateMetadata: false });
  expect(pdf.getTitle()).toBe(about.title);
  expect(pdf.getCreationDate()?.toISOString()).toBe("2026-11-21T11:34:56.000Z");
  const raw = readFileSync(path, "utf8");
  expect(raw).toContain("<xmp:CreateDate>2026-11-21T11:34:56Z</xmp:CreateDate>");
  expect(raw).toMatch(/<xmpMM:DocumentID>uuid:[0-9a-f-]{36}</);
  expect(raw.trimEnd().endsWith("%%EOF")).toBe(true);
});

test("no title can end the metadata it stands in", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (title) => {
      expect(xmp({ ...about, title }).match(/<\/rdf:li>/g)?.length).toBe(1);
      expect(hexText(title)).toMatch(/^<FEFF([0-9A-F]{4})*>$/);
    }),
  );
});

test("numbers are written as PDF reads them, never with an exponent", () => {
  const value = fc.double({ min: -20_000, max: 20_000, noNaN: true });
  fc.assert(
    fc.property(value, (given) => {
      expect(number(given)).toMatch(/^-?\d+(\.\d{1,4})?$/);
      expect(Math.abs(Number(number(given)) - given)).toBeLessThanOrEqual(0.00005001);
    }),
  );
  expect(number(-0.00001)).toBe("0");
});
