import { expect, test } from "vitest";
import type { JobCover } from "../../lib/render/job.ts";
import { run, testWith } from "../tools.ts";
import { boxesOf, drawn, quarters, rejection, rendered, source } from "./bench.ts";
import { pdfOf, pdfSourceOf } from "./pdf-pages.ts";

/** Books of a hundred pages whose pages are quick to draw. */
async function book(
  productId: string,
  cover: JobCover,
  more: readonly Awaited<ReturnType<typeof source>>[] = [],
) {
  const page = await source("/images/0", await quarters(60, 80).jpeg().toBuffer());
  const sources = Array.from({ length: 100 }, (_, at) => ({ ...page, pointer: `/images/${at}` }));
  return {
    productId,
    cover,
    product: { dpi: { info: 3, warning: 2, error: 1 } },
    sources: [...sources, ...more],
  };
}

function coverOf({ components }: Awaited<ReturnType<typeof rendered>>) {
  const cover = components.find(({ role }) => role === "cover");
  if (!cover) throw new Error("there is no cover");
  return cover;
}

testWith(
  ["pdffonts", "pdftotext"],
  "a soft cover from parts has the spread's size, its words and their letters embedded",
  async () => {
    const title = "Zomer in Ærø — Ελλάδα и Россия";
    const cover = { kind: "parts", title, subtitle: "Łódź, Straße", spineText: "Spine Ærø" } as const;
    const outcome = await rendered(await book("softcover-a4", cover));
    const made = coverOf(outcome);
    // 100 pages of 150 g silk: 6.75 mm and 1 mm of cover.
    expect([outcome.spineMm, made.trimMm, made.bleedMm]).toEqual([7.75, { width: 427.75, height: 297 }, 3]);
    const [boxes] = await boxesOf(made.path);
    expect(boxes?.media).toEqual([0, 0, 433.75, 303]);
    expect(boxes?.trim).toEqual([3, 3, 427.75, 297]);
    expect(run("pdftotext", made.path, "-").toString().replace(/\s+/g, " ")).toContain(title);
    expect(run("pdftotext", made.path, "-").toString()).toContain("Spine Ærø");
    const fonts = run("pdffonts", made.path).toString().trim().split("\n").slice(2);
    expect(fonts.length).toBe(1);
    expect(fonts[0]).toMatch(/CID TrueType\s+Identity-H\s+yes/);
  },
);

test("a case is wrapped round boards, with nothing to cut away, its spine from the facility's steps", async () => {
  const cover = { kind: "parts", title: "Summer", background: "#204060" } as const;
  const job = await book("photobook-hardcover-square-210", cover);
  const outcome = await rendered({ ...job, facilityId: "test-chicago" });
  expect(outcome.spineMm).toBe(13);
  expect(coverOf(outcome)).toMatchObject({ trimMm: { width: 475, height: 248 }, bleedMm: 0 });
});

testWith(
  ["pdftoppm"],
  "the picture of a cover lies on the front, over the edge, and the rest has the background",
  async () => {
    const image = await source("/cover/image", await quarters(2000, 2000).jpeg().toBuffer());
    const cover = { kind: "parts", title: "Summer", background: "#0000d0" } as const;
    const outcome = await rendered(await book("softcover-a5", cover, [image]));
    const look = await drawn(coverOf(outcome).path);
    expect([look.at(0.01, 0.01), look.at(0.48, 0.5), look.at(0.55, 0.05), look.at(0.99, 0.05)]).toEqual([
      "blue",
      "blue",
      "red",
      "green",
    ]);
    expect([look.at(0.95, 0.95), look.at(0.99, 0.6)]).toEqual(["blue", "yellow"]);
  },
);

testWith(["pdftotext"], "text that does not fit on a thin spine is left off, and that is said", async () => {
  const cover = { kind: "parts", title: "Thin", spineText: "Spine" } as const;
  const job = await book("softcover-a5", cover);
  const outcome = await rendered({ ...job, sources: job.sources.slice(0, 40) });
  expect(outcome.findings).toContainEqual(
    expect.objectContaining({ code: "spine_text_dropped", severity: "warning" }),
  );
  expect(run("pdftotext", coverOf(outcome).path, "-").toString()).not.toContain("Spine");
});

test("a sign that the typeface lacks is refused, with the sign and where it stands", async () => {
  const error = await rejection(await book("softcover-a5", { kind: "parts", title: "Summer 日本 🌞" }));
  expect([error.code, error.blame]).toEqual([
    "text_not_printable",
    { pointer: "/cover/title", given: "日 (U+65E5)" },
  ]);
});

test("a title of eighty letters without a space is refused or fits: it never runs off the cover", async () => {
  const long = await rejection(await book("softcover-a5", { kind: "parts", title: "W".repeat(80) }));
  expect(long.code).toBe("text_not_printable");
  const words = "a title that needs every one of the eighty letters which a title is allowed now";
  const outcome = await rendered(await book("softcover-a5", { kind: "parts", title: words }));
  expect(coverOf(outcome).pages).toBe(1);
});

testWith(
  ["pdftoppm"],
  "a whole cover comes as one PDF page of the spread's size, or as a picture",
  async () => {
    const pdf = await pdfSourceOf(await pdfOf({ size: [2 * 151 + 6.49, 216] }), "/cover");
    const fromPdf = await rendered(await book("softcover-a5", { kind: "whole" }, [pdf]));
    const image = await source("/cover", await quarters(3000, 2000).jpeg().toBuffer());
    const fromImage = await rendered(await book("softcover-a5", { kind: "whole" }, [image]));
    for (const outcome of [fromPdf, fromImage]) {
      const look = await drawn(coverOf(outcome).path);
      expect([look.at(0.02, 0.02), look.at(0.98, 0.98)]).toEqual(["red", "yellow"]);
      expect((await boxesOf(coverOf(outcome).path))[0]?.media).toEqual([0, 0, 308.49, 216]);
    }
  },
);

test("a cover of the wrong size, of two pages, or none at all is refused", async () => {
  const square = await pdfSourceOf(await pdfOf({ size: [200, 200] }), "/cover");
  const two = await pdfSourceOf(await pdfOf({ size: [302, 216] }, { size: [302, 216] }), "/cover");
  const codes = [
    await rejection(await book("softcover-a5", { kind: "whole" }, [square])),
    await rejection(await book("softcover-a5", { kind: "whole" }, [two])),
    await rejection(await book("softcover-a5", { kind: "none" })),
  ];
  expect(codes.map(({ code }) => code)).toEqual([
    "page_size_mismatch",
    "page_count_out_of_range",
    "cover_missing",
  ]);
});
