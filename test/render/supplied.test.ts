import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PDFDocument, PDFName, PDFString } from "pdf-lib";
import { expect, test } from "vitest";
import { run, testWith } from "../tools.ts";
import { boxesOf, drawn, freshFolder, rejection, rendered, source } from "./bench.ts";
import { type MadePage, pdfOf, pdfSourceOf } from "./pdf-pages.ts";

const onePage = { pages: { min: 1, max: 2, step: 1 } };
const postcard = { productId: "postcard-a6", product: onePage };

async function outcomeOf(...pages: readonly MadePage[]) {
  return rendered({ ...postcard, sources: [await pdfSourceOf(await pdfOf(...pages))] });
}

function pathOf({ components }: Awaited<ReturnType<typeof rendered>>): string {
  return components[0]?.path ?? "";
}

/** The pages these tests make are painted in plain RGB, which is tagged and said to be. */
function codesOf({ findings }: Awaited<ReturnType<typeof rendered>>): string[] {
  return findings.map(({ code }) => code).filter((code) => code !== "rgb_tagged");
}

const corners = [
  [0.01, 0.01],
  [0.99, 0.01],
  [0.01, 0.99],
  [0.99, 0.99],
] as const;

async function cornersOf(path: string, page = 1): Promise<string[]> {
  const look = await drawn(path, page);
  return corners.map(([x, y]) => look.at(x, y));
}

testWith(
  ["pdftoppm"],
  "a page with bleed of its own keeps it, wherever its boxes say the trim is",
  async () => {
    const outcome = await outcomeOf(
      { size: [111, 154] },
      { size: [125, 168], trim: [10, 10, 105, 148], origin: [0, 0] },
    );
    const boxes = { media: [0, 0, 111, 154], bleed: [0, 0, 111, 154], trim: [3, 3, 105, 148] };
    expect(await boxesOf(pathOf(outcome))).toEqual([boxes, boxes]);
    expect(codesOf(outcome)).toEqual([]);
    expect(await cornersOf(pathOf(outcome))).toEqual(["red", "green", "blue", "yellow"]);
    expect(await cornersOf(pathOf(outcome), 2)).toEqual(["red", "green", "blue", "yellow"]);
  },
);

testWith(
  ["pdftoppm"],
  "a page of trim size gets its bleed mirrored, without a hairline where it begins",
  async () => {
    const outcome = await outcomeOf({ size: [105, 148] });
    expect(codesOf(outcome)).toEqual(["bleed_made"]);
    expect(outcome.findings[0]).toMatchObject({ page: 1, measured: { pages: [1] } });
    expect(await cornersOf(pathOf(outcome))).toEqual(["red", "green", "blue", "yellow"]);
    for (const dpi of [97, 150, 301]) {
      const look = await drawn(pathOf(outcome), 1, dpi);
      const y = Math.round(look.height / 4);
      const row = Array.from({ length: Math.floor(look.width * 0.4) }, (_, x) => look.pixel(x, y));
      // All of it is one red: white or grey shining through would lift green.
      const greens = row.map(([, g]) => g);
      expect(Math.max(...greens) - Math.min(...greens), `at ${dpi} dpi`).toBeLessThan(8);
    }
  },
);

testWith(
  ["pdftoppm"],
  "rotation, a far origin and UserUnit are folded in as a reader shows them",
  async () => {
    const turned = await outcomeOf({ size: [154, 111], rotate: 90 }, { size: [111, 154], rotate: 180 });
    expect(codesOf(turned)).toEqual(["rotation_folded"]);
    expect(turned.findings[0]?.measured).toEqual({ pages: [1, 2] });
    expect((await boxesOf(pathOf(turned)))[0]?.media).toEqual([0, 0, 111, 154]);
    expect(await cornersOf(pathOf(turned))).toEqual(["blue", "red", "yellow", "green"]);
    expect(await cornersOf(pathOf(turned), 2)).toEqual(["yellow", "blue", "green", "red"]);
    const odd = await outcomeOf(
      { size: [154, 111], rotate: 270 },
      { size: [111, 154], origin: [-500, 300], userUnit: 2 },
    );
    expect(await cornersOf(pathOf(odd))).toEqual(["green", "yellow", "red", "blue"]);
    expect(await cornersOf(pathOf(odd), 2)).toEqual(["red", "green", "blue", "yellow"]);
  },
);

testWith(
  ["pdftoppm"],
  "a page of other size and the same proportions is scaled, and said to be: louder from a tenth on",
  async () => {
    const outcome = await outcomeOf({ size: [112, 158] });
    expect(codesOf(outcome)).toEqual(["bleed_made", "page_scaled"]);
    expect(await cornersOf(pathOf(outcome))).toEqual(["red", "green", "blue", "yellow"]);
    const larger = await outcomeOf({ size: [126, 178] });
    expect(larger.findings).toContainEqual(
      expect.objectContaining({
        code: "page_rescaled",
        severity: "warning",
        measured: { pages: [1], because: ["83% x 83%"] },
      }),
    );
  },
);

testWith(
  ["pdftoppm"],
  "a page half as large or twice as large is refused, unless the order says that it is to fit",
  async () => {
    for (const size of [
      [74, 105],
      [148, 210],
    ] as const) {
      const sources = [await pdfSourceOf(await pdfOf({ size }))];
      const error = await rejection({ ...postcard, sources });
      expect([error.code, error.message]).toEqual([
        "page_size_mismatch",
        expect.stringMatching(/printed at (142|71)% of its size.*fit "fit"/),
      ]);
      const outcome = await rendered({ ...postcard, sources, fit: "fit" });
      expect(codesOf(outcome)).toEqual(["bleed_made", "page_rescaled"]);
      expect(await cornersOf(pathOf(outcome))).toEqual(["red", "green", "blue", "yellow"]);
    }
  },
);

testWith(
  ["pdftoppm"],
  "other proportions stay whole on white, or are stretched, where the order says so",
  async () => {
    const trim = [10, 10, 100, 100] as const;
    const sources = [await pdfSourceOf(await pdfOf({ size: [120, 120], trim }))];
    const whole = await rendered({ ...postcard, sources, fit: "fit" });
    const look = await drawn(pathOf(whole));
    // 105 of 148 mm high: 21.5 mm of white above and below, and nothing of what lies outside the trim.
    expect([look.at(0.5, 0.1), look.at(0.5, 0.9), look.at(0.1, 0.2), look.at(0.9, 0.8)]).toEqual([
      "white",
      "white",
      "red",
      "yellow",
    ]);
    expect(codesOf(whole)).toEqual(["page_scaled"]);
    const stretched = await rendered({ ...postcard, sources, fit: "stretch" });
    expect(await cornersOf(pathOf(stretched))).toEqual(["red", "green", "blue", "yellow"]);
    expect(codesOf(stretched)).toEqual(["page_rescaled"]);
  },
);

test("two pages side by side are refused whatever the order says", async () => {
  const sources = [await pdfSourceOf(await pdfOf({ size: [210, 148] }))];
  expect((await rejection({ ...postcard, sources, fit: "fit" })).code).toBe("page_size_mismatch");
});

test("a page of other proportions is refused with both sizes", async () => {
  const sources = [await pdfSourceOf(await pdfOf({ size: [105, 148] }, { size: [148, 105] }))];
  const error = await rejection({ ...postcard, sources });
  expect(error.code).toBe("page_size_mismatch");
  expect(error.blame).toMatchObject({ pointer: "/inside", given: { widthMm: 148, heightMm: 105 } });
});

test("page counts outside the product's limits, and outside all limits, are refused", async () => {
  const many = await PDFDocument.create();
  for (let page = 0; page < 1001; page++) many.addPage([298, 420]);
  const tooMany = await rejection({ ...postcard, sources: [await pdfSourceOf(many)] });
  expect([tooMany.code, tooMany.blame.given]).toEqual(["too_many_pages", 1001]);
  const three = await pdfOf({ size: [105, 148] }, { size: [105, 148] }, { size: [105, 148] });
  const outside = await rejection({ ...postcard, sources: [await pdfSourceOf(three)] });
  expect([outside.code, outside.blame]).toEqual([
    "page_count_out_of_range",
    { pointer: "/inside", given: 3, wanted: onePage.pages },
  ]);
});

testWith(
  ["qpdf", "pdfinfo"],
  "a PDF with an empty password is printed without it, one with a password is refused",
  async () => {
    const folder = freshFolder();
    const plain = join(folder, "plain.pdf");
    writeFileSync(plain, await (await pdfOf({ size: [111, 154] })).save());
    const locked = (password: string) => {
      const path = join(folder, `locked${password}.pdf`);
      run("qpdf", "--encrypt", password, "owner", "256", "--", plain, path);
      return source("/inside", readFileSync(path), "application/pdf");
    };
    const outcome = await rendered({ ...postcard, sources: [await locked("")] });
    expect(run("pdfinfo", pathOf(outcome)).toString()).toMatch(/Encrypted:\s+no/);
    expect(await cornersOf(pathOf(outcome))).toEqual(["red", "green", "blue", "yellow"]);
    expect((await rejection({ ...postcard, sources: [await locked("secret")] })).code).toBe("encrypted_pdf");
  },
);

test("what cannot be read as a PDF is damaged", async () => {
  const whole = await (await pdfOf({ size: [111, 154] })).save({ useObjectStreams: false });
  const noBox = await pdfOf({ size: [111, 154], edit: (page) => page.node.delete(PDFName.of("MediaBox")) });
  const huge = await pdfOf({ size: [111, 154], edit: (page) => page.setMediaBox(0, 0, 1e9, 1) });
  const skewed = await pdfOf({
    size: [111, 154],
    edit: (page) => page.node.set(PDFName.of("Rotate"), page.doc.context.obj(45)),
  });
  const bad = [
    await source("/inside", whole.subarray(0, 300), "application/pdf"),
    await source("/inside", Buffer.from("%PDF-1.4\nnonsense"), "application/pdf"),
    await pdfSourceOf(noBox),
    await pdfSourceOf(huge),
    await pdfSourceOf(skewed),
  ];
  for (const one of bad) expect((await rejection({ ...postcard, sources: [one] })).code).toBe("damaged_file");
});

testWith(
  ["qpdf", "pdfinfo", "pdftoppm"],
  "scripts, links and forms stay behind, and a layer that is off stays off",
  async () => {
    const pdf = await pdfOf({ size: [111, 154] });
    pdf.addJavaScript("hello", "app.alert('hello')");
    const page = pdf.getPage(0);
    const uri = pdf.context.obj({ Type: "Action", S: "URI", URI: PDFString.of("https://example.org") });
    const link = pdf.context.obj({
      Type: "Annot",
      Subtype: "Link",
      Rect: [0, 0, 99, 99],
      A: uri,
      P: page.ref,
    });
    page.node.set(PDFName.of("Annots"), pdf.context.obj([pdf.context.register(link)]));
    hideLayerOver(pdf);
    const path = pathOf(await rendered({ ...postcard, sources: [await pdfSourceOf(pdf)] }));
    const raw = run("qpdf", "--qdf", "--object-streams=disable", path, "-").toString("latin1");
    expect(raw).not.toMatch(/JavaScript|\/Link|example\.org/);
    expect(run("pdfinfo", path).toString()).toMatch(/PDF version:\s+1\.6/);
    expect(run("qpdf", "--check", path).toString()).toContain("No syntax or stream encoding errors");
    expect(await cornersOf(path)).toEqual(["red", "green", "blue", "yellow"]);
  },
);

/** Paints the page black in a layer that is switched off. */
function hideLayerOver(pdf: PDFDocument): void {
  const { context } = pdf;
  const page = pdf.getPage(0);
  const layer = context.register(context.obj({ Type: "OCG", Name: PDFString.of("proof") }));
  pdf.catalog.set(
    PDFName.of("OCProperties"),
    context.obj({ OCGs: [layer], D: { OFF: [layer], Order: [layer] } }),
  );
  page.node.normalizedEntries().Resources.set(PDFName.of("Properties"), context.obj({ L0: layer }));
  const black = context.register(context.stream("/OC /L0 BDC 0 g 0 0 999 999 re f EMC"));
  page.node.addContentStream(black);
}

test("the same PDF gives the same bytes", async () => {
  const sources = [await pdfSourceOf(await pdfOf({ size: [105, 148] }, { size: [111, 154], rotate: 180 }))];
  const [one, other] = [await rendered({ ...postcard, sources }), await rendered({ ...postcard, sources })];
  expect(one.components[0]?.parts).toEqual(other.components[0]?.parts);
});

test("a page whose content cannot be decoded is damaged, not our fault", async () => {
  const pdf = await pdfOf({ size: [111, 154] });
  const broken = pdf.context.stream("not deflated at all", { Filter: "FlateDecode" });
  pdf.getPage(0).node.set(PDFName.of("Contents"), pdf.context.register(broken));
  const error = await rejection({ ...postcard, sources: [await pdfSourceOf(pdf)] });
  expect([error.code, error.blame.pointer]).toEqual(["damaged_file", "/inside"]);
});

testWith(["pdfinfo", "pdffonts"], "the essay on engraving becomes a magazine of 40 pages", async () => {
  const bytes = readFileSync(join(import.meta.dirname, "../samples/engraving-essay.pdf"));
  const job = { productId: "magazine-a4", sources: [await source("/inside", bytes, "application/pdf")] };
  const one = await rendered(job);
  expect(one.components).toMatchObject([{ role: "inside", pages: 40, trimMm: { width: 210, height: 297 } }]);
  expect(one.previews.map(({ page }) => page)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 22]);
  const drawn = { pages: [22], because: ["font not embedded: Times-Italic"] };
  expect(one.findings).toContainEqual(expect.objectContaining({ code: "page_rasterised", measured: drawn }));
  expect(run("pdffonts", pathOf(one)).toString()).not.toMatch(/ no +(?:yes|no) +(?:yes|no) +\d+ +0$/m);
  const info = run("pdfinfo", "-box", pathOf(one)).toString();
  expect(info).toMatch(/Title:\s+Zomer & Ærø/);
  expect(info).toMatch(/TrimBox:\s+8\.50\s+8\.50\s+603\.78\s+850\.39/);
});
