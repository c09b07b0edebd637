import { readFile } from "node:fs/promises";
import {
  ParseSpeeds,
  PDFArray,
  PDFDocument,
  PDFName,
  PDFNumber,
  type PDFPage,
  PDFRef,
  PDFStream,
} from "pdf-lib";
import { isOurs, Rejected } from "../../order/errors.ts";
import { ptToMm, type Rect } from "../../paper/length.ts";
import type { SuppliedPage } from "../../paper/supplied-page.ts";
import type { JobSource } from "../job.ts";
import { PagePictures } from "../page-pictures.ts";
import { readingOn, Unreadable } from "../reading.ts";
import type { Box } from "./boxes.ts";
import { mendStrings } from "./decrypted-strings.ts";
import { type Matrix, mapped } from "./matrix.ts";

/** A page as a reader sees it: rotation and UserUnit are in the matrix, sizes are upright. */
export interface UprightPage extends SuppliedPage {
  readonly page: PDFPage;
  /** From the page's own space to upright points, origin at the bottom left of the MediaBox. */
  readonly upright: Matrix;
  readonly mediaBox: Box;
  readonly rotated: boolean;
}

/** A supplied file, opened. */
export interface Opened {
  readonly pdf: PDFDocument;
  readonly pages: PDFPage[];
  /** Where the file lies. */
  readonly path: string;
  /** Draws its pages; holds nothing until it is asked. */
  readonly pictures: PagePictures;
  /** True where the pages are stand-ins of the right size: the file can be drawn by PDFium but not be copied from. */
  readonly rebuilt: boolean;
  /** True where measuring found damage. */
  readonly mended: boolean;
}

/**
 * Opens a supplied PDF, without its empty password if it has one; a damaged one by what PDFium makes of it. Throws
 * `encrypted_pdf` or `damaged_file`.
 */
export async function openSupplied({ path, pointer, measured }: JobSource): Promise<Opened> {
  try {
    const found = await readingOn(() => opened(path));
    const pictures = new PagePictures(path);
    return { ...found, path, pictures, rebuilt: false, mended: measured.mended === true };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { message: reason } = error;
    if (/password|encrypt|crypt filter/i.test(reason))
      throw new Rejected("encrypted_pdf", "The PDF needs a password to be opened.", { pointer });
    const again = await reopened(path);
    if (again) return again;
    throw new Rejected("damaged_file", `The PDF could not be read: ${reason}`, { pointer });
  }
}

async function opened(path: string): Promise<{ pdf: PDFDocument; pages: PDFPage[] }> {
  const bytes = await readFile(path);
  const pdf = await PDFDocument.load(bytes, {
    password: "",
    parseSpeed: ParseSpeeds.Fastest,
    updateMetadata: false,
  });
  const pages = pdf.getPages();
  if (pages.length === 0) throw new Error("it has no pages");
  mendStrings(pdf, bytes.includes("/ObjStm"));
  for (const page of pages) if (isHollow(page)) throw new Error("it lacks what is on one of its pages");
  return { pdf, pages };
}

/** A page that names contents which are not in the file: another reader may find them. */
function isHollow({ node }: PDFPage): boolean {
  const named = node.get(PDFName.of("Contents"));
  const { context } = node;
  const contents = named && context.lookup(named);
  const parts = contents instanceof PDFArray ? contents.asArray() : named ? [named] : [];
  return parts.some((part) => part instanceof PDFRef && !(context.lookup(part) instanceof PDFStream));
}

/**
 * The file by PDFium alone: empty pages as large as those it sees. Undefined where it sees none, or not as many as
 * were counted, or the file is too large for it.
 */
export async function reopened(path: string, count?: number): Promise<Opened | undefined> {
  const pictures = new PagePictures(path);
  try {
    const sizes = await pictures.sizes();
    if (sizes.length === 0 || sizes.length !== (count ?? sizes.length))
      throw new Unreadable("pages are missing");
    const pdf = await PDFDocument.create({ updateMetadata: false });
    for (const { width, height } of sizes) pdf.addPage([width, height]);
    return { pdf, pages: pdf.getPages(), path, pictures, rebuilt: true, mended: true };
  } catch (error) {
    pictures.close();
    if (isOurs(error)) throw error;
    return undefined;
  }
}

/** Where a page's boxes are once it stands upright. Throws `damaged_file` on boxes that no page can have. */
export function uprightPage(page: PDFPage, pointer: string): UprightPage {
  try {
    return readPage(page);
  } catch (error) {
    // Something else stands where a page belongs: PDFium may find the page.
    if (error instanceof TypeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Rejected("damaged_file", `A page of the PDF has no readable size: ${reason}`, { pointer });
  }
}

function readPage(page: PDFPage): UprightPage {
  const mediaBox = boxFrom(page.node.MediaBox());
  const angle = turned(page.getRotation().angle);
  const unit = page.node.lookupMaybe(PDFName.of("UserUnit"), PDFNumber)?.asNumber() ?? 1;
  const upright = uprightMatrix(mediaBox, angle, unit);
  const whole = mapped(mediaBox, upright);
  const height = whole[3];
  const inMm = (box: Box | null) => (box ? fromTop(mapped(clipped(box, mediaBox), upright), height) : null);
  const { width, height: heightMm } = fromTop(whole, height);
  return {
    page,
    upright,
    mediaBox,
    rotated: angle !== 0,
    media: { width, height: heightMm },
    crop: inMm(inheritedBox(page, "CropBox")),
    trim: inMm(ownBox(page, "TrimBox")),
  };
}

function turned(angle: number): number {
  const turn = ((angle % 360) + 360) % 360;
  if (turn % 90 !== 0) throw new Error(`it is rotated by ${angle} degrees`);
  return turn;
}

function uprightMatrix([left, bottom, right, top]: Box, angle: number, unit: number): Matrix {
  const turns: Record<number, Matrix> = {
    0: [1, 0, 0, 1, -left, -bottom],
    90: [0, -1, 1, 0, -bottom, right],
    180: [-1, 0, 0, -1, right, top],
    270: [0, 1, -1, 0, top, -left],
  };
  const [a, b, c, d, e, f] = turns[angle] ?? [1, 0, 0, 1, -left, -bottom];
  return [a * unit, b * unit, c * unit, d * unit, e * unit, f * unit];
}

function fromTop([left, bottom, right, top]: Box, height: number): Rect {
  return {
    left: ptToMm(left),
    top: ptToMm(height - top),
    width: ptToMm(right - left),
    height: ptToMm(top - bottom),
  };
}

function clipped(box: Box, by: Box): Box {
  const [left, bottom, right, top] = box;
  const cut: Box = [
    Math.max(left, by[0]),
    Math.max(bottom, by[1]),
    Math.min(right, by[2]),
    Math.min(top, by[3]),
  ];
  return cut[0] < cut[2] && cut[1] < cut[3] ? cut : by;
}

function inheritedBox(page: PDFPage, name: string): Box | null {
  const box = page.node.getInheritableAttribute(PDFName.of(name));
  const found = box && page.doc.context.lookup(box);
  return found instanceof PDFArray ? boxFrom(found) : null;
}

function ownBox(page: PDFPage, name: string): Box | null {
  const box = page.node.lookup(PDFName.of(name));
  return box instanceof PDFArray ? boxFrom(box) : null;
}

/** 200 inches, the largest page that programs agree on, and a hundredth of an inch. */
const largestPt = 14_400;
const smallestPt = 0.72;

function boxFrom(array: PDFArray): Box {
  const [x1 = Number.NaN, y1 = Number.NaN, x2 = Number.NaN, y2 = Number.NaN] = [0, 1, 2, 3].map((at) =>
    array.lookup(at, PDFNumber).asNumber(),
  );
  const box: Box = [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
  const sides = [box[2] - box[0], box[3] - box[1]];
  if (!sides.every((side) => side >= smallestPt && side <= largestPt))
    throw new Error(`its box is [${box.join(" ")}]`);
  return box;
}
