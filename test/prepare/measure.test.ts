import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PDFDocument } from "pdf-lib";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { Rejected } from "../../lib/order/errors.ts";
import { measureAll } from "../../lib/prepare/measure.ts";
import type { Measurement } from "../../lib/prepare/measurement.ts";
import { manyPages, noiseAfter, onePage, pdfOf, pngHeader } from "./hostile.ts";

const folder = mkdtempSync(join(tmpdir(), "printcloud-test-measure-"));
afterAll(() => rmSync(folder, { recursive: true }));
const samples = new URL("../samples/", import.meta.url).pathname;

let files = 0;
async function measured(content: Buffer): Promise<Measurement> {
  const path = join(folder, `file-${files++}`);
  writeFileSync(path, content);
  const [measurement] = await measureAll({ paths: [path] });
  if (!measurement) throw new Error("nothing was measured");
  return measurement;
}

async function codeOf(content: Buffer): Promise<string> {
  return measured(content).then(
    ({ type }) => type,
    (error: unknown) => {
      if (error instanceof Rejected) expect(JSON.stringify(error.blame)).not.toContain(folder);
      return error instanceof Rejected ? error.code : String(error);
    },
  );
}

const picture = sharp({ create: { width: 300, height: 200, channels: 3, background: "#a03020" } });
// Noise does not compress: what is cut off is data and not padding.
const noisy = sharp({
  create: {
    width: 300,
    height: 200,
    channels: 3,
    background: "#888",
    noise: { type: "gaussian", mean: 128, sigma: 60 },
  },
});

test("every photograph of the samples is measured as it is stored", async () => {
  const paths = readdirSync(join(samples, "photos")).map((name) => join(samples, "photos", name));
  const found = await measureAll({ paths });
  expect(found).toHaveLength(13);
  expect(found[0]).toEqual({
    type: "image/jpeg",
    image: { widthPx: 4352, heightPx: 2448, orientation: 1, channels: 3, hasAlpha: false, space: "srgb" },
    pages: null,
  });
});

test("a real PDF is measured page by page", async () => {
  const { type, pages } = await measured(readFileSync(join(samples, "engraving-essay.pdf")));
  expect(type).toBe("application/pdf");
  expect(pages?.length).toBeGreaterThan(8);
  expect(pages?.[0]?.mediaMm.width).toBeCloseTo(210, 1);
  expect(pages?.[0]?.mediaMm.height).toBeCloseTo(297, 1);
});

test("the types we print are told by their content", async () => {
  expect(await codeOf(await picture.clone().jpeg().toBuffer())).toBe("image/jpeg");
  expect(await codeOf(await picture.clone().png().toBuffer())).toBe("image/png");
  expect(await codeOf(await picture.clone().webp().toBuffer())).toBe("image/webp");
  expect(await codeOf(await picture.clone().tiff().toBuffer())).toBe("image/tiff");
  expect(await codeOf(await picture.clone().tiff({ bigtiff: true }).toBuffer())).toBe("image/tiff");
  expect(await codeOf(await picture.clone().avif({ effort: 0 }).toBuffer())).toBe("image/avif");
  expect(await codeOf(manyPages(2))).toBe("application/pdf");
});

test("orientation, alpha, grey and CMYK are told", async () => {
  const turned = await picture.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect((await measured(turned)).image).toMatchObject({ widthPx: 300, heightPx: 200, orientation: 6 });
  const clear = await picture.clone().ensureAlpha(0.5).png().toBuffer();
  expect((await measured(clear)).image).toMatchObject({ channels: 4, hasAlpha: true });
  const inks = await picture.clone().toColourspace("cmyk").jpeg().toBuffer();
  expect((await measured(inks)).image).toMatchObject({ channels: 4, hasAlpha: false, space: "cmyk" });
  const grey = await picture.clone().toColourspace("b-w").png().toBuffer();
  expect((await measured(grey)).image).toMatchObject({ channels: 1, space: "b-w" });
});

test("what is not printed is refused by content, whatever it is called", async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="file:///etc/passwd"/></svg>';
  const others = [
    Buffer.from(svg),
    Buffer.from(`<?xml version="1.0"?>${svg}`),
    await picture.clone().gif().toBuffer(),
    Buffer.from("\0\0\0\x18ftypisom\0\0\0\0isommp42", "latin1"),
    Buffer.from("PK\x03\x04 a zip"),
    gzipSync("a gzip"),
    Buffer.from("BM a bitmap"),
    Buffer.from("%!PS-Adobe-3.0"),
    Buffer.from("hello, I am text named .jpg"),
    Buffer.from("\xff\xd8", "latin1"),
    Buffer.alloc(0),
    Buffer.alloc(10_000),
  ];
  for (const other of others) expect(await codeOf(other)).toBe("unsupported_file_type");
});

test("the first file that cannot be printed is pointed at", async () => {
  const good = join(folder, "good");
  const bad = join(folder, "bad");
  writeFileSync(good, await picture.clone().jpeg().toBuffer());
  writeFileSync(bad, "text");
  await expect(measureAll({ paths: [good, bad, bad] })).rejects.toMatchObject({ blame: { pointer: "/1" } });
});

const cuttable = {
  jpeg: () => noisy.clone().jpeg(),
  png: () => noisy.clone().png(),
  webp: () => noisy.clone().webp(),
  tiff: () => noisy.clone().tiff({ compression: "lzw" }),
  avif: () => noisy.clone().avif({ effort: 0 }),
};

test.each(Object.entries(cuttable))("a %s that was cut off anywhere is damaged", async (format, made) => {
  const whole = await made().toBuffer();
  expect(await codeOf(whole)).toBe(`image/${format}`);
  for (const part of [0.2, 0.5, 0.9]) {
    expect(await codeOf(whole.subarray(0, whole.length * part)), `${part}`).toBe("damaged_file");
  }
});

test("a progressive JPEG that was cut off is damaged", async () => {
  const whole = await noisy.clone().jpeg({ progressive: true }).toBuffer();
  expect(await codeOf(whole.subarray(0, whole.length * 0.7))).toBe("damaged_file");
});

test("animations and files of several pictures are refused", async () => {
  const names = [join(folder, "frame-1"), join(folder, "frame-2")];
  for (const name of names) writeFileSync(name, await noisy.clone().png().toBuffer());
  const frames = await sharp(names, { join: { animated: true } })
    .webp()
    .toBuffer();
  expect(await codeOf(frames)).toBe("unsupported_file_type");
});

test("more pixels than may be are refused from the header alone", async () => {
  await expect(measured(pngHeader(20_000, 7_501))).rejects.toMatchObject({
    code: "image_too_large",
    blame: { given: { widthPx: 20_000, heightPx: 7_501 }, wanted: { maxPixels: 150_000_000 } },
  });
  expect(await codeOf(pngHeader(20_000, 7_500))).toBe("damaged_file");
  expect(await codeOf(pngHeader(2_000_000, 2_000_000))).toMatch(/image_too_large|damaged_file/);
});

test.each([
  ["\xff\xd8\xff", "damaged_file"],
  ["\x89PNG\r\n\x1a\n", "damaged_file"],
  ["RIFF\x00\x10\x00\x00WEBPVP8 ", "damaged_file"],
  ["II*\0", "damaged_file"],
  ["MM\0*", "damaged_file"],
  ["\0\0\0\x18ftypavif\0\0\0\0avifmif1", "damaged_file"],
  ["%PDF-1.7\n", "damaged_file"],
])("noise behind the signature %j is %s", async (signature, code) => {
  expect(await codeOf(noiseAfter(signature))).toBe(code);
});

const letter = "/MediaBox [0 0 612 792]";

test.each([
  ["as it is", "/MediaBox [0 0 72 144]", { width: 25.4, height: 50.8 }],
  ["with its corners the other way round", "/MediaBox [72 144 0 0]", { width: 25.4, height: 50.8 }],
  ["away from the origin", "/MediaBox [-100 -100 -28 44]", { width: 25.4, height: 50.8 }],
  ["turned", "/MediaBox [0 0 72 144] /Rotate 90", { width: 50.8, height: 25.4 }],
  ["turned backwards and often", "/MediaBox [0 0 72 144] /Rotate -450", { width: 50.8, height: 25.4 }],
  ["turned by what no reader knows", "/MediaBox [0 0 72 144] /Rotate 45", { width: 25.4, height: 50.8 }],
  ["in units of its own", "/MediaBox [0 0 72 144] /UserUnit 2", { width: 50.8, height: 101.6 }],
  ["cropped", `${letter} /CropBox [0 0 72 144]`, { width: 25.4, height: 50.8 }],
  [
    "cropped beyond the paper",
    "/MediaBox [0 0 72 144] /CropBox [-50 -50 500 500]",
    { width: 25.4, height: 50.8 },
  ],
])("a page is measured as a reader shows it: %s", async (_, page, size) => {
  const { pages } = await measured(onePage(page));
  expect(pages?.[0]?.mediaMm.width).toBeCloseTo(size.width, 6);
  expect(pages?.[0]?.mediaMm.height).toBeCloseTo(size.height, 6);
});

test("boxes and rotation come from the branch above, the TrimBox does not", async () => {
  const inherited = await measured(onePage("", "/MediaBox [0 0 72 144] /Rotate 90 /TrimBox [0 0 10 10]"));
  expect(inherited.pages).toEqual([
    {
      mediaMm: { width: expect.closeTo(50.8, 6), height: expect.closeTo(25.4, 6) },
      trimMm: null,
      rotate: 90,
    },
  ]);
  const trimmed = await measured(onePage("/MediaBox [0 0 200 200] /TrimBox [10 10 82 154] /Rotate 270"));
  expect(trimmed.pages?.[0]?.trimMm).toEqual({
    width: expect.closeTo(50.8, 6),
    height: expect.closeTo(25.4, 6),
  });
});

test.each([
  ["no size at all", ""],
  ["a size of nothing", "/MediaBox [0 0 0 0]"],
  ["the size of a hair", "/MediaBox [0 0 600 0.01]"],
  ["the size of a country", "/MediaBox [0 0 1e9 1e9]"],
  ["units that make it one", `${letter} /UserUnit 1000000`],
  ["a size of names", "/MediaBox [/a /b /c /d]"],
  ["a size of three numbers", "/MediaBox [0 0 612]"],
  ["a crop beside the paper", `${letter} /CropBox [1000 1000 2000 2000]`],
  ["contents that are not there", `${letter} /Contents 99 0 R`],
  ["one of its contents not there", `${letter} /Contents [99 0 R]`],
])("a page with %s is damaged", async (_, page) => {
  expect(await codeOf(onePage(page))).toBe("damaged_file");
});

test("an absurd TrimBox says nothing", async () => {
  expect((await measured(onePage(`${letter} /TrimBox [5 5 5 5]`))).pages?.[0]?.trimMm).toBeNull();
});

test("a thousand pages are measured, one more is too many", async () => {
  expect((await measured(manyPages(1000))).pages).toHaveLength(1000);
  expect(await codeOf(manyPages(1001))).toBe("too_many_pages");
});

test("a PDF without pages, without a tree or with a piece missing is damaged", async () => {
  const catalog = "<< /Type /Catalog /Pages 2 0 R >>";
  const broken = [
    manyPages(0),
    pdfOf([catalog]),
    pdfOf(["<< /Type /Catalog >>"]),
    pdfOf(["(a text for a catalog)"]),
    pdfOf(["<< /Type /Catalog /Pages [1 2 3] >>"]),
    pdfOf([catalog, "<< /Type /Pages /Kids [99 0 R] /Count 1 >>"]),
    pdfOf([catalog, "<< /Type /Pages /Kids [null] /Count 1 >>"]),
    Buffer.from("%PDF-1.7\n%%EOF"),
  ];
  for (const file of broken) expect(await codeOf(file)).toBe("damaged_file");
});

test("a PDF that was cut off is damaged, unless only its index is missing", async () => {
  const essay = readFileSync(join(samples, "engraving-essay.pdf"));
  for (const part of [0.01, 0.5, 0.97]) {
    expect(await codeOf(essay.subarray(0, essay.length * part)), `${part}`).toBe("damaged_file");
  }
  const index = essay.lastIndexOf("xref", essay.lastIndexOf("startxref") - 1);
  for (const end of [index, index + 40, essay.lastIndexOf("trailer")]) {
    const { pages, mended } = await measured(essay.subarray(0, end));
    expect([pages?.length, mended]).toEqual([40, true]);
  }
});

test("an update that was cut off is damage, for what is left is an older document", async () => {
  const update =
    "\n3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 9 0 R >>\nendobj\n9 0 obj\n<< /Length 30 >>\nstream\n0 g";
  expect(await codeOf(Buffer.concat([manyPages(3), Buffer.from(update)]))).toBe("damaged_file");
});

const drawnPage = [
  "<< /Type /Catalog /Pages 2 0 R >>",
  "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 72 144] >>",
  "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
  "<< /Length 16 >>\nstream\n0 0 50 50 re f  \nendstream",
];

test.each([
  ["garbage before its header", (pdf: string) => `Received: by mail\n\n${pdf}`],
  ["garbage behind its end", (pdf: string) => pdf + "\0".repeat(6000)],
  ["an index in the wrong place", (pdf: string) => pdf.replace(/startxref\n\d+/, "startxref\n7")],
  ["no ends of objects", (pdf: string) => pdf.replaceAll("endobj", "")],
  ["no ends of streams", (pdf: string) => pdf.replaceAll("endstream", "")],
  ["lengths that are wrong", (pdf: string) => pdf.replace("/Length 16", "/Length 19")],
  ["garbage between its objects", (pdf: string) => pdf.replace("4 0 obj", "<< ( 12 [\n4 0 obj")],
  ["a wrong count of pages", (pdf: string) => pdf.replace("/Count 1", "/Count 7")],
])("a PDF with %s is measured all the same", async (_, damage) => {
  const whole = pdfOf(drawnPage).toString("latin1");
  const { pages } = await measured(Buffer.from(damage(whole), "latin1"));
  expect(pages?.map(({ mediaMm }) => mediaMm)).toEqual([
    { width: expect.closeTo(25.4, 3), height: expect.closeTo(50.8, 3) },
  ]);
});

test("a damaged page on which no reader finds anything is not printed empty", async () => {
  const empty = pdfOf([...drawnPage.slice(0, 3), "(no stream at all)"]);
  expect(await codeOf(empty)).toBe("damaged_file");
});

test("a PDF is opened when nobody needs a password to read it, else it is locked", async () => {
  const document = await PDFDocument.load(manyPages(3));
  document.encrypt({ ownerPassword: "owner", userPassword: "" });
  const readable = Buffer.from(await document.save());
  expect((await measured(readable)).pages).toHaveLength(3);
  const secret = await PDFDocument.load(manyPages(3));
  secret.encrypt({ ownerPassword: "owner", userPassword: "reader" });
  expect(await codeOf(Buffer.from(await secret.save()))).toBe("encrypted_pdf");
});
