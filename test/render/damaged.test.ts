import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { measureAll } from "../../lib/prepare/measure.ts";
import { renderItem } from "../../lib/render/engine.ts";
import type { JobSource } from "../../lib/render/job.ts";
import { reading, Unreadable } from "../../lib/render/reading.ts";
import { testWith } from "../tools.ts";
import { drawn, jobOf, rendered, source } from "./bench.ts";
import { pdfOf } from "./pdf-pages.ts";

const card = { productId: "postcard-a6", product: { pages: { min: 1, max: 2, step: 1 } } };

/** A file of two pages, one turned, as it would be if nothing had happened to it. */
async function whole(): Promise<string> {
  const pdf = await pdfOf({ size: [111, 154] }, { size: [154, 111], rotate: 90 });
  return Buffer.from(await pdf.save({ useObjectStreams: false })).toString("latin1");
}

/** A source as prepare leaves it, damage and all. */
async function measuredSource(pdf: string): Promise<JobSource> {
  const bytes = Buffer.from(pdf, "latin1");
  const made = await source("/inside", bytes, "application/pdf");
  const [measured] = await measureAll({ paths: [made.path] });
  return { ...made, measured: { ...made.measured, ...measured } };
}

/** What happened to a file, and what is said about it besides its colours and its turned page. */
const damages: readonly (readonly [string, (pdf: string) => string, string | null])[] = [
  ["its index is cut through", (pdf) => pdf.slice(0, pdf.lastIndexOf("xref\n0") + 60), "damage_mended"],
  ["its trailer is missing", (pdf) => pdf.slice(0, pdf.lastIndexOf("trailer")), "damage_mended"],
  ["its index is elsewhere", (pdf) => pdf.replace(/startxref\n\d+/, "startxref\n7"), null],
  ["objects have no end", (pdf) => pdf.replaceAll("endobj", "      "), null],
  ["garbage stands before its header", (pdf) => `From: somebody\nReceived: by mail\n\n${pdf}`, null],
  ["garbage stands behind its end", (pdf) => pdf + "\0".repeat(9000), null],
  ["garbage stands between its objects", (pdf) => pdf.replace("endobj", "endobj\n<< ( [ 12 0\n"), null],
  ["streams have no end", (pdf) => pdf.replaceAll("endstream", "         "), "rebuilt_as_pictures"],
  [
    "its catalog is no catalog",
    (pdf) => pdf.replace("/Type /Catalog", "/Typo /Catalog"),
    "rebuilt_as_pictures",
  ],
];

testWith(
  ["pdftoppm"],
  "a damaged file of which nothing is lost prints like the whole one, and that is said",
  async () => {
    const good = await rendered({ ...card, sources: [await measuredSource(await whole())] });
    const wanted = await looks(good.components[0]?.path ?? "");
    for (const [name, damage, code] of damages) {
      const { components, findings } = await rendered({
        ...card,
        sources: [await measuredSource(damage(await whole()))],
      });
      expect(await looks(components[0]?.path ?? ""), name).toEqual(wanted);
      const about = findings.filter(({ code: said }) => /mended|rebuilt/.test(said));
      expect(
        about.map((finding) => [finding.code, finding.severity]),
        name,
      ).toEqual(code ? [[code, "warning"]] : []);
    }
  },
);

test("what was cut through its pages is refused where it is measured", async () => {
  const pdf = await whole();
  for (const share of [0.3, 0.6, 0.75])
    await expect(measuredSource(pdf.slice(0, pdf.length * share)), `${share}`).rejects.toMatchObject({
      code: "damaged_file",
    });
});

test("a disk that fails is not blamed on the file", async () => {
  const job = jobOf({ ...card, sources: [await measuredSource(await whole())] });
  mkdirSync(join(job.outFolder, "inside.pdf"));
  await expect(renderItem(job)).rejects.toMatchObject({ code: "EISDIR" });
  const lost = jobOf({
    ...card,
    sources: [{ ...(await measuredSource(await whole())), path: "/nowhere/at-all" }],
  });
  await expect(renderItem(lost)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a fault of ours is ours, although a stranger's file was being read", async () => {
  const notOurs = () => reading(() => (undefined as unknown as { page: string }).page);
  expect(notOurs).toThrow(Unreadable);
  for (const ours of [
    new ReferenceError("x is not defined"),
    Object.assign(new Error("EIO"), { syscall: "read" }),
  ])
    expect(() =>
      reading(() => {
        throw ours;
      }),
    ).toThrow(ours);
});

/** The colours of the four quarters of both pages. */
async function looks(path: string): Promise<string[]> {
  const pages = await Promise.all([drawn(path, 1), drawn(path, 2)]);
  const spots = [0.2, 0.8].flatMap((x) => [0.2, 0.8].map((y) => [x, y] as const));
  return pages.flatMap((page) => spots.map(([x, y]) => page.at(x, y)));
}
