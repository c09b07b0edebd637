import { expect, test } from "vitest";
import { Rejected } from "../../lib/order/errors.ts";
import { inkOf } from "../../lib/render/colour.ts";
import { makeCover, spreadOf } from "../../lib/render/cover.ts";
import type { JobCover, JobSource } from "../../lib/render/job.ts";
import { run, testWith } from "../tools.ts";
import { boxesOf, drawn, jobOf, quarters, source } from "./bench.ts";
import { pdfOf, pdfSourceOf } from "./pdf-pages.ts";

interface Wish {
  readonly productId: string;
  readonly cover: JobCover;
  readonly source?: JobSource;
  readonly pages?: number;
  readonly facilityId?: string;
}

/** The cover of a book of a hundred pages, without its pages. */
async function coverOf({ cover, source: given, pages = 100, ...wish }: Wish) {
  const page = await source("/images/0", await quarters(60, 80).jpeg().toBuffer());
  const product = { dpi: { info: 3, warning: 2, error: 1 } };
  const job = jobOf({ ...wish, product, cover, sources: given ? [page, given] : [page] });
  const spread = spreadOf(job, pages);
  if (!spread) throw new Error("this product has no cover of its own");
  const ink = await inkOf(job);
  const about = () => ({ title: job.title, date: job.date, seed: job.spec, intent: ink.intent });
  const document = await makeCover({ job, about, ink, tell: () => {} }, spread, pages);
  return { ...document, spineMm: spread.spineMm, path: document.made.path };
}

async function codeOf(wish: Wish): Promise<string> {
  const error = await coverOf(wish).catch((reason: unknown) => reason);
  return error instanceof Rejected ? error.code : `not rejected: ${error}`;
}

testWith(
  ["pdffonts", "pdftotext"],
  "a soft cover from parts has the spread's size, its words and their letters embedded",
  async () => {
    const title = "Zomer in Ærø — Ελλάδα и Россия";
    const cover = { kind: "parts", title, subtitle: "Łódź, Straße", spineText: "Spine Ærø" } as const;
    const { made, spineMm, path } = await coverOf({ productId: "softcover-a4", cover });
    // 100 pages of 150 g silk: 6.75 mm and 1 mm of cover.
    expect([spineMm, made.trimMm, made.bleedMm]).toEqual([7.75, { width: 427.75, height: 297 }, 3]);
    const [boxes] = await boxesOf(path);
    expect(boxes?.media).toEqual([0, 0, 433.75, 303]);
    expect(boxes?.trim).toEqual([3, 3, 427.75, 297]);
    const words = run("pdftotext", path, "-").toString().replace(/\s+/g, " ");
    expect([words.includes(title), words.includes("Łódź, Straße"), words.includes("Spine Ærø")]).toEqual([
      true,
      true,
      true,
    ]);
    const fonts = run("pdffonts", path).toString().trim().split("\n").slice(2);
    expect(fonts.length).toBe(1);
    expect(fonts[0]).toMatch(/CID TrueType\s+Identity-H\s+yes/);
  },
);

test("a case is wrapped round boards, with nothing to cut away, its spine from the facility's steps", async () => {
  const cover = { kind: "parts", title: "Summer", background: "#204060" } as const;
  const productId = "photobook-hardcover-square-210";
  const { made, spineMm } = await coverOf({ productId, cover, facilityId: "test-chicago" });
  expect(spineMm).toBe(13);
  expect(made).toMatchObject({ trimMm: { width: 475, height: 248 }, bleedMm: 0 });
});

testWith(
  ["pdftoppm"],
  "the picture of a cover lies on the front, over the edge, and the rest has the background",
  async () => {
    const image = await source("/cover/image", await quarters(400, 400).jpeg().toBuffer());
    const cover = { kind: "parts", title: "Summer", background: "#0000d0" } as const;
    const look = await drawn((await coverOf({ productId: "softcover-a5", cover, source: image })).path);
    const spots = [look.at(0.01, 0.01), look.at(0.48, 0.5), look.at(0.55, 0.05), look.at(0.99, 0.05)];
    expect(spots).toEqual(["blue", "blue", "red", "green"]);
    expect([look.at(0.95, 0.95), look.at(0.99, 0.6)]).toEqual(["blue", "yellow"]);
  },
);

testWith(["pdftoppm", "pdftotext"], "spine text keeps 1.6 mm from both folds", async () => {
  const cover = { kind: "parts", spineText: "Åpfelyq Ç", background: "#ffffff" } as const;
  const { path, findings } = await coverOf({ productId: "softcover-a5", cover });
  expect(findings).toEqual([]);
  const look = await drawn(path, 1, 254);
  // Ten pixels a millimetre: 3 mm of bleed, 148 mm of back, then a spine of 6.49 mm.
  const inked = (x: number) =>
    Array.from({ length: look.height }, (_, y) => look.pixel(x, y)[0]).some((r) => r < 128);
  const columns = Array.from({ length: 200 }, (_, at) => 1450 + at).filter(inked);
  expect(columns.length).toBeGreaterThan(20);
  // A letter touches the pixel that it begins in.
  expect(Math.min(...columns)).toBeGreaterThanOrEqual(1510 + 16 - 1);
  expect(Math.max(...columns)).toBeLessThanOrEqual(1510 + 64.9 - 16);
});

testWith(["pdftotext"], "text that does not fit on a thin spine is left off, and that is said", async () => {
  const cover = { kind: "parts", title: "Thin", spineText: "Spine" } as const;
  const { path, findings } = await coverOf({ productId: "softcover-a5", cover, pages: 40 });
  expect(findings).toMatchObject([
    { code: "spine_text_dropped", severity: "warning", wanted: { pages: 100 } },
  ]);
  expect(run("pdftotext", path, "-").toString()).not.toContain("Spine");
});

test("a sign that the typeface lacks is refused, with the sign and where it stands", async () => {
  const wish = { productId: "softcover-a5", cover: { kind: "parts", title: "Summer 日本 🌞" } } as const;
  await expect(coverOf(wish)).rejects.toMatchObject({
    code: "text_not_printable",
    blame: { pointer: "/cover/title", given: "日 (U+65E5)" },
  });
});

test("a title of eighty letters without a space is refused or fits: it never runs off the cover", async () => {
  const productId = "softcover-a5";
  const long = { kind: "parts", title: "W".repeat(80) } as const;
  expect(await codeOf({ productId, cover: long })).toBe("text_not_printable");
  const title = "a title that needs every one of the eighty letters which a title is allowed now";
  expect((await coverOf({ productId, cover: { kind: "parts", title } })).made.pages).toBe(1);
});

testWith(
  ["pdftoppm"],
  "a whole cover comes as one PDF page of the spread's size, or as a picture",
  async () => {
    const pdf = await pdfSourceOf(await pdfOf({ size: [2 * 151 + 6.49, 216] }), "/cover");
    const image = await source("/cover", await quarters(600, 400).jpeg().toBuffer());
    for (const whole of [pdf, image]) {
      const { path } = await coverOf({ productId: "softcover-a5", cover: { kind: "whole" }, source: whole });
      const look = await drawn(path);
      expect([look.at(0.02, 0.02), look.at(0.98, 0.98)]).toEqual(["red", "yellow"]);
      expect((await boxesOf(path))[0]?.media).toEqual([0, 0, 308.49, 216]);
    }
  },
);

test("a cover of the wrong size, of two pages, or none at all is refused", async () => {
  const square = await pdfSourceOf(await pdfOf({ size: [200, 200] }), "/cover");
  const two = await pdfSourceOf(await pdfOf({ size: [302, 216] }, { size: [302, 216] }), "/cover");
  const productId = "softcover-a5";
  const whole = { kind: "whole" } as const;
  const codes = [
    await codeOf({ productId, cover: whole, source: square }),
    await codeOf({ productId, cover: whole, source: two }),
    await codeOf({ productId, cover: { kind: "none" } }),
  ];
  expect(codes).toEqual(["page_size_mismatch", "page_count_out_of_range", "cover_missing"]);
});
