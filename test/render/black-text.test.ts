import { join } from "node:path";
import { PDFDocument, PDFName, type PDFPage, StandardFonts } from "pdf-lib";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { checkPdf } from "../../lib/preflight/check-pdf.ts";
import { withBlackLetters } from "../../lib/render/pdf/black-letters.ts";
import { embedTypeface } from "../../lib/typeface/typeface.ts";
import { run, testWith } from "../tools.ts";
import { freshFolder, rendered } from "./bench.ts";
import { pdfOf, pdfSourceOf } from "./pdf-pages.ts";

const card = { productId: "postcard-a6", product: { pages: { min: 1, max: 1, step: 1 } } };

/** A postcard on white with a line of letters 20 mm from its foot, in the colour these operators choose, and a bar. */
async function cardWith(before: string, edit: (page: PDFPage) => void = () => {}) {
  const pdf = await pdfOf({ size: [111, 154] });
  const font = await embedTypeface(pdf);
  const page = pdf.getPage(0);
  const name = page.node.newFontDictionary("Letters", font.ref);
  const letters = font.encodeText("HHHHHHHH").toString();
  const drawing = [
    "q 1 1 1 rg 0 0 999 999 re f Q",
    before,
    `BT ${name} 30 Tf 40 57 Td ${letters} Tj ET`,
    "40 200 100 20 re f",
  ];
  const { context } = pdf;
  page.node.set(PDFName.of("Contents"), context.register(context.flateStream(drawing.join("\n"))));
  edit(page);
  const { findings, components } = await rendered({ ...card, sources: [await pdfSourceOf(pdf)] });
  return { path: components[0]?.path ?? "", codes: findings.map(({ code }) => code) };
}

/** The most ink of each plate, in percent, in the letters and in the bar above them. */
async function inks(path: string): Promise<{ letters: number[]; bar: number[] }> {
  const folder = freshFolder();
  const out = join(folder, "page%d.tif");
  run("gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiffsep", "-r72", `-sOutputFile=${out}`, path);
  const plates = ["Cyan", "Magenta", "Yellow", "Black"].map((ink) =>
    sharp(join(folder, `page1(${ink}).tif`)),
  );
  const most = async (plate: Sharp, top: number, height: number) => {
    const pixels = await plate.clone().extract({ left: 0, top, width: 300, height }).raw().toBuffer();
    return Math.round(100 - pixels.reduce((least, tone) => Math.min(least, tone), 255) / 2.55);
  };
  return {
    letters: await Promise.all(plates.map((plate) => most(plate, 350, 35))),
    bar: await Promise.all(plates.map((plate) => most(plate, 220, 14))),
  };
}

testWith(
  ["gs", "pdftoppm"],
  "letters in RGB black are printed in black ink alone, and nothing else changes",
  async () => {
    const { path, codes } = await cardWith("0 0 0 rg");
    expect(codes).toContain("letters_in_black_ink");
    const { letters, bar } = await inks(path);
    expect(letters).toEqual([0, 0, 0, 100]);
    // The bar below has the same colour and is no letter.
    expect(bar.slice(0, 3).every((share) => share > 40)).toBe(true);
    expect((await checkPdf(path, "pdfx4")).findings.filter(({ severity }) => severity === "error")).toEqual(
      [],
    );
    const gwg = await checkPdf(path, "gwg2015-sheetfed");
    expect(gwg.findings.map(({ code }) => code).filter((code) => /black/.test(code))).toEqual([]);
  },
);

testWith(
  ["gs"],
  "so are letters in the black a page begins with, in grey, and in a profile's RGB",
  async () => {
    for (const before of ["", "0 g", "/Cs1 cs 0 0 0 sc"]) {
      const { path, codes } = await cardWith(before, (page) => {
        const { context } = page.doc;
        const spaces = context.obj({ Cs1: ["CalRGB", { WhitePoint: [0.95, 1, 1.09] }] });
        page.node.normalizedEntries().Resources.set(PDFName.of("ColorSpace"), spaces);
      });
      expect(codes, before).toContain("letters_in_black_ink");
      expect((await inks(path)).letters, before).toEqual([0, 0, 0, 100]);
    }
  },
);

testWith(["gs"], "coloured letters, and black that shines through, stay what they are", async () => {
  const red = await cardWith("0.9 0 0 rg");
  expect(red.codes).not.toContain("letters_in_black_ink");
  const glass = await cardWith("/Half gs 0 0 0 rg", (page) => {
    page.node.setExtGState(PDFName.of("Half"), page.doc.context.obj({ Type: "ExtGState", ca: 0.5 }));
    page.node.set(PDFName.of("Group"), page.doc.context.obj({ S: "Transparency", CS: "DeviceRGB" }));
  });
  expect(glass.codes).not.toContain("letters_in_black_ink");
});

testWith(
  ["gs"],
  "a page that browsers blend in RGB for nothing is not, and its letters are black ink",
  async () => {
    const { path, codes } = await cardWith("0 0 0 rg", (page) =>
      page.node.set(
        PDFName.of("Group"),
        page.doc.context.obj({ S: "Transparency", CS: "DeviceRGB", I: true }),
      ),
    );
    expect(codes).toContain("letters_in_black_ink");
    expect((await inks(path)).letters).toEqual([0, 0, 0, 100]);
  },
);

test("letters of a page that becomes a picture are said to be in four inks", async () => {
  const pdf = await pdfOf({ size: [111, 154] });
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  pdf.getPage(0).drawText("not embedded", { font, x: 40, y: 60 });
  const { findings } = await rendered({ ...card, sources: [await pdfSourceOf(pdf)] });
  expect(findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["page_rasterised", "letters_in_four_inks"]),
  );
});

test("ink is switched on for runs of letters, and off before anything else is drawn or chosen", async () => {
  const { context } = await PDFDocument.create();
  const rewritten = (text: string, isPage = true) =>
    withBlackLetters(Buffer.from(text), context.obj({}), isPage)?.toString();
  expect(rewritten("0 0 0 rg BT (a) Tj 1 0 Td [(b) 3 (c)] TJ ET 0 0 9 9 re f")).toBe(
    "0 0 0 rg BT \n0 0 0 1 k /PcOverprint gs\n(a) Tj 1 0 Td [(b) 3 (c)] TJ ET \n0 0 0 rg /PcKnockout gs\n0 0 9 9 re f",
  );
  expect(rewritten("q 1 0 0 rg Q (a) Tj", true)).toBe("q 1 0 0 rg Q \n0 0 0 1 k /PcOverprint gs\n(a) Tj");
  expect(rewritten("/F 9 Tf(a)Tj<</A 1>>BDC[(b)]TJ")).toBe(
    "/F 9 Tf\n0 0 0 1 k /PcOverprint gs\n(a)Tj<</A 1>>BDC[(b)]TJ",
  );
  for (const same of ["1 0 0 rg (a) Tj", "0 0 0 1 k (a) Tj", "0 g 3 Tr (a) Tj", "/P scn (a) Tj"])
    expect(rewritten(same), same).toBeUndefined();
  // What a form is drawn with is chosen where it is drawn, and so is overprinting.
  expect(rewritten("(a) Tj", false)).toBeUndefined();
  expect(rewritten("0 g (a) Tj", false)).toBe("0 g \n0 0 0 1 k\n(a) Tj");
});
