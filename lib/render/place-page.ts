import {
  type PDFContext,
  type PDFDict,
  type PDFDocument,
  PDFName,
  type PDFObject,
  type PDFRef,
} from "pdf-lib";
import { mmToPt } from "../paper/length.ts";
import type { Sheet } from "../paper/sheet.ts";
import type { Located } from "../paper/supplied-page.ts";
import { type MarkBlack, type MarkedSheet, markOnPage } from "./marks.ts";
import { type Box, boxesPt, boxPt, number } from "./pdf/boxes.ts";
import { composed, inverse, type Matrix, mapped } from "./pdf/matrix.ts";
import { drawMirrored } from "./pdf/mirror.ts";
import { formOf } from "./pdf/page-content.ts";
import type { UprightPage } from "./pdf/supplied.ts";
import type { Roots } from "./pdf/write-context.ts";

/** Lays pages of one supplied document onto sheets, in a page tree of ours within that document. */
export class PagePlacer {
  readonly #context: PDFContext;
  readonly #sheet: MarkedSheet;
  readonly #black: MarkBlack;
  readonly #tree: PDFRef;
  readonly #pages: PDFRef[] = [];

  constructor(context: PDFContext, sheet: MarkedSheet, black: MarkBlack) {
    this.#context = context;
    this.#sheet = sheet;
    this.#black = black;
    this.#tree = context.nextRef();
  }

  /** Adds a page of the sheet's size with the supplied page laid onto its trim; without one it stays blank. */
  add(supplied?: { readonly page: UprightPage; readonly located: Located }): void {
    const node = this.#context.obj({ Type: "Page", Parent: this.#tree, Resources: {} });
    setBoxes(node, this.#sheet);
    this.#pages.push(this.#context.register(node));
    const isDrawn = supplied?.page.page.node.Contents() !== undefined;
    const drawing = supplied && isDrawn ? this.#draw(node, supplied.page, supplied.located) : "";
    const all = drawing + markOnPage(this.#sheet, supplied === undefined, this.#black);
    if (all !== "") node.set(PDFName.of("Contents"), this.#context.register(this.#context.flateStream(all)));
  }

  /** Ends the page tree: what is printed can be reached from here. */
  end(layers: PDFObject | undefined): Roots {
    const tree = { Type: "Pages", Count: this.#pages.length, Kids: this.#pages };
    this.#context.assign(this.#tree, this.#context.obj(tree));
    return { pages: this.#tree, layers };
  }

  /** Gives the page what it is drawn with; answers the drawing. */
  #draw(node: PDFDict, page: UprightPage, located: Located): string {
    const { upright } = page;
    const form = formOf(page.page, { seen: seenOf(page, located, this.#sheet), upright });
    const resources = { XObject: { Fm0: this.#context.register(form) } };
    node.set(PDFName.of("Resources"), this.#context.obj(resources));
    const group = page.page.node.get(PDFName.of("Group"));
    if (group) node.set(PDFName.of("Group"), group);
    return drawingOf(page, located, this.#sheet);
  }
}

/** Adds an empty page with a sheet's three boxes. */
export function addSheet(pdf: PDFDocument, sheet: Sheet): ReturnType<PDFDocument["addPage"]> {
  const page = pdf.addPage();
  setBoxes(page.node, sheet);
  return page;
}

function setBoxes(node: PDFDict, sheet: Sheet): void {
  const { media, bleed, trim } = boxesPt(sheet);
  const box = (corners: Box) => node.context.obj(corners.map((corner) => Number(number(corner))));
  node.set(PDFName.of("MediaBox"), box(media));
  node.set(PDFName.of("BleedBox"), box(bleed));
  node.set(PDFName.of("TrimBox"), box(trim));
}

/** The part of a page that is printed, in the page's own space: with bleed of its own up to there, else its trim. */
export function seenOf(page: UprightPage, located: Located, sheet: Sheet): Box {
  const { bleed } = boxesPt(sheet);
  const back = inverse(page.upright);
  if (!located.hasBleed) return mapped(boxPt(located.trim, page.media), back);
  const [left, bottom, right, top] = mapped(mapped(bleed, inverse(placeOf(page, located, sheet))), back);
  const own = page.mediaBox;
  return [Math.max(left, own[0]), Math.max(bottom, own[1]), Math.min(right, own[2]), Math.min(top, own[3])];
}

/** From a page's own space to the points of its sheet. */
export function ontoSheet(page: UprightPage, located: Located, sheet: Sheet): Matrix {
  return composed(page.upright, placeOf(page, located, sheet));
}

function placeOf({ media: { height } }: UprightPage, { trim, scale }: Located, sheet: Sheet): Matrix {
  const bleed = mmToPt(sheet.bleedMm);
  const x = bleed - mmToPt(trim.left) * scale.width;
  const y = bleed - mmToPt(height - trim.top - trim.height) * scale.height;
  return [scale.width, 0, 0, scale.height, x, y];
}

function drawingOf(page: UprightPage, located: Located, sheet: Sheet): string {
  const place = placeOf(page, located, sheet).map(precise).join(" ");
  return located.hasBleed ? `q ${place} cm /Fm0 Do Q` : drawMirrored("Fm0", place, boxesPt(sheet));
}

/** Scales need more digits than lengths: four would move the far edge of a page by 0.05 mm. */
function precise(value: number): string {
  return String(Number(value.toFixed(8)) + 0);
}
