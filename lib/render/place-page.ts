import { type PDFDocument, PDFName, PDFObjectCopier, PDFPageEmbedder } from "pdf-lib";
import { mmToPt } from "../paper/length.ts";
import type { Sheet } from "../paper/sheet.ts";
import type { Located } from "../paper/supplied-page.ts";
import { type Box, boxesPt, boxPt, number } from "./pdf/boxes.ts";
import { drawMirrored } from "./pdf/mirror.ts";
import { inverse, mapped, type UprightPage } from "./pdf/supplied.ts";

/** What a printed page is made of; the rest (annotations, actions, thumbnails) stays behind. */
const printedEntries = new Set(["Type", "Parent", "Resources", "Contents", "MediaBox", "CropBox", "Group"]);

/** Copies pages of one supplied document into ours, each object once. */
export class PagePlacer {
  readonly #target: PDFDocument;
  readonly #copier: PDFObjectCopier;

  constructor(source: PDFDocument, target: PDFDocument) {
    this.#target = target;
    this.#copier = PDFObjectCopier.for(source.context, target.context);
    const layers = source.catalog.get(PDFName.of("OCProperties"));
    // Without it layers that are switched off would be printed.
    if (layers) target.catalog.set(PDFName.of("OCProperties"), this.#copier.copy(layers));
  }

  /** Adds a page of the sheet's size with the supplied page laid onto its trim. */
  async add(supplied: UprightPage, located: Located, sheet: Sheet): Promise<void> {
    const { context } = this.#target;
    const { node } = supplied.page;
    for (const key of node.keys()) if (!printedEntries.has(key.decodeText())) node.delete(key);
    const target = addSheet(this.#target, sheet);
    if (!node.Contents()) return;
    const copy = this.#copier.copy(node);
    const form = await PDFPageEmbedder.for(copy, seen(supplied, located), supplied.upright);
    const resources = { XObject: { Fm0: await form.embedIntoContext(context) } };
    target.node.set(PDFName.of("Resources"), context.obj(resources));
    const group = copy.get(PDFName.of("Group"));
    if (group) target.node.set(PDFName.of("Group"), group);
    const drawing = context.flateStream(drawingOf(supplied, located, sheet));
    target.node.set(PDFName.of("Contents"), context.register(drawing));
  }
}

/** Adds an empty page with a sheet's three boxes. */
export function addSheet(pdf: PDFDocument, sheet: Sheet): ReturnType<PDFDocument["addPage"]> {
  const { media, trim } = boxesPt(sheet);
  const page = pdf.addPage();
  const box = (corners: Box) => pdf.context.obj(corners.map((corner) => Number(number(corner))));
  page.node.set(PDFName.of("MediaBox"), box(media));
  page.node.set(PDFName.of("BleedBox"), box(media));
  page.node.set(PDFName.of("TrimBox"), box(trim));
  return page;
}

/** The part of the page that shows, in its own space: with its own bleed everything, else only the trim. */
function seen(
  supplied: UprightPage,
  located: Located,
): { left: number; bottom: number; right: number; top: number } {
  const trim = mapped(boxPt(located.trim, supplied.media), inverse(supplied.upright));
  const [left, bottom, right, top] = located.hasBleed ? supplied.mediaBox : trim;
  return { left, bottom, right, top };
}

function drawingOf({ media: { height } }: UprightPage, located: Located, sheet: Sheet): string {
  const { trim, scale, hasBleed } = located;
  const bleed = mmToPt(sheet.bleedMm);
  const x = bleed - mmToPt(trim.left) * scale.width;
  const y = bleed - mmToPt(height - trim.top - trim.height) * scale.height;
  const place = [scale.width, 0, 0, scale.height, x, y].map(precise).join(" ");
  return hasBleed ? `q ${place} cm /Fm0 Do Q` : drawMirrored("Fm0", place, boxesPt(sheet));
}

/** Scales need more digits than lengths: four would move the far edge of a page by 0.05 mm. */
function precise(value: number): string {
  return String(Number(value.toFixed(8)) + 0);
}
