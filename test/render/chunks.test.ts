import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aboutOf } from "../../lib/render/about.ts";
import type { Bench } from "../../lib/render/bench.ts";
import { type Chunk, chunksOf, minPartBytes } from "../../lib/render/chunks.ts";
import { inkOf } from "../../lib/render/colour.ts";
import { writeTail } from "../../lib/render/document.ts";
import { type ImageBook, imageBookOf, type PicturePage } from "../../lib/render/image-book.ts";
import { chunkFromImages, insideFromImages } from "../../lib/render/inside-images.ts";
import { type Job, type MadeChunk, specIn } from "../../lib/render/job.ts";
import { run, testWith } from "../tools.ts";
import { freshFolder, jobOf, quarters, source } from "./bench.ts";

interface BookWish {
  readonly productId: string;
  readonly cuts: readonly number[];
  readonly marks?: Job["fileProfile"]["marks"] | undefined;
}

/** A book of three small pictures and a blank page, cut where the test wants it. */
async function bookOf({ productId, cuts, marks }: BookWish) {
  const image = await quarters(300, 400).jpeg().toBuffer();
  const sources = await Promise.all([0, 1, 2].map((page) => source(`/images/${page}`, image)));
  const product = { pages: { min: 4, max: 16, step: 4 }, dpi: { info: 3, warning: 2, error: 1 } };
  const plain = jobOf({ productId, product, sources });
  const fileProfile = { ...plain.fileProfile, ...(marks && { marks }) };
  const job: Job = { ...plain, fileProfile, ticketId: "tkt_01ARZ3NDEKTSV4RRFFQ69G5FAV" };
  const planned = imageBookOf(specIn(job));
  if (!planned) throw new Error("no book");
  const ink = await inkOf(job);
  const bench: Bench = { job, ink, tell: () => {}, about: (role) => aboutOf(job, ink.intent, role) };
  return { bench, book: { ...planned, chunks: chunked(planned, cuts, ink.press !== undefined) } };
}

/** Chunks that end after these pages. */
function chunked({ pages, sheet }: ImageBook, cuts: readonly number[], inked: boolean): Chunk[] {
  const numbers = pages.map((page) => (page ? 3 : sheet.mark ? 2 : 1));
  return [...cuts, pages.length].map((to, at) => {
    const from = cuts[at - 1] ?? 0;
    const before = numbers.slice(0, from).reduce((sum, each) => sum + each, 0);
    return { from, to, first: at === 0 ? 1 : before + (inked ? 2 : 3) };
  });
}

/** The chunks one by one as workers make them, the last first and the first twice, and what joins them. */
async function joined(bench: Bench, book: ImageBook): Promise<Buffer> {
  const made: MadeChunk[] = [];
  for (const at of [...book.chunks.keys(), 0].reverse()) {
    const own = { ...bench, job: { ...bench.job, outFolder: freshFolder() } };
    const chunk = book.chunks[at];
    if (chunk) made[at] = (await chunkFromImages(own, book, chunk)).chunk;
  }
  const path = join(freshFolder(), "tail.pdf");
  const { bytes } = await writeTail(path, made, bench.about("inside"));
  const whole = Buffer.concat([...made.map((each) => readFileSync(each.path)), readFileSync(path)]);
  expect(whole.length).toBe(bytes);
  return whole;
}

const slug = { barcode: "slug" } as const;

const books = [
  { name: "for a press", productId: "photobook-hardcover-a5", cuts: [2] },
  { name: "in RGB", productId: "photobook-layflat-square-210", cuts: [1, 3] },
  { name: "with marks on every page", productId: "magazine-square-210", cuts: [1, 3], marks: slug },
];

for (const { name, productId, cuts, marks } of books)
  testWith(["qpdf"], `a book ${name} has the same bytes from one worker as from many`, async () => {
    const { bench, book } = await bookOf({ productId, cuts, marks });
    expect(book.sheet.mark === undefined).toBe(marks === undefined);
    const { made } = await insideFromImages(bench, book);
    const bytes = readFileSync(made.path);
    expect((await joined(bench, book)).equals(bytes)).toBe(true);
    expect(made.parts.map((part) => part.bytes >= minPartBytes)).toEqual([
      ...book.chunks.map(() => true),
      false,
    ]);
    expect(made.parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes.length);
    expect(run("qpdf", "--check", made.path).toString()).toContain("No syntax or stream encoding errors");
    expect(run("qpdf", "--show-npages", made.path).toString().trim()).toBe("4");
  });

const page = (bytes: number): PicturePage => ({
  source: {
    pointer: "/images/0",
    sha256: "0".repeat(64),
    bytes,
    type: "image/jpeg",
    image: { widthPx: 2600, heightPx: 2600, orientation: 1, channels: 3, hasAlpha: false, space: "srgb" },
    pages: null,
  },
  placement: {
    onto: { left: 0, top: 0, width: 220, height: 220 },
    crop: { width: 2600, height: 2600 },
    dpi: 300,
    lost: 0,
  },
});
const numbering = { inked: false, sheet: { trimMm: { width: 210, height: 210 }, bleedMm: 5 } };

/** Object numbers that a run of pages takes, after those of the head. */
const numbersOf = (pages: readonly (PicturePage | null)[]) =>
  pages.reduce((sum, each) => sum + (each ? 3 : 1), 0);

test("chunks cover every page once, in order, with numbers that nobody else has", () => {
  const pages = fc.array(fc.option(fc.integer({ min: 1, max: 4_000_000 })), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(pages, (sizes) => {
      const wanted = sizes.map((bytes) => (bytes === null ? null : page(bytes)));
      const chunks = chunksOf(wanted, numbering);
      expect(chunks.map(({ from }) => from)).toEqual([0, ...chunks.slice(0, -1).map(({ to }) => to)]);
      expect(chunks.at(-1)?.to).toBe(wanted.length);
      expect(chunks.map(({ first }) => first)).toEqual(
        chunks.map(({ from }) => (from === 0 ? 1 : 3 + numbersOf(wanted.slice(0, from)))),
      );
    }),
  );
});

test("a book below the threshold is one chunk, a larger one is cut into chunks of about equal bytes", () => {
  const cut = (pages: number, bytes: number) =>
    chunksOf(
      Array.from({ length: pages }, () => page(bytes)),
      numbering,
    );
  expect(cut(40, 1_100_000)).toHaveLength(1);
  const sizes = cut(100, 900_000).map(({ from, to }) => to - from);
  expect(sizes).toHaveLength(15);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});
