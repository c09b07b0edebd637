import { readFile, stat } from "node:fs/promises";
import type { PDFiumDocument, PDFiumLibrary } from "@hyzyla/pdfium";
import { PDFName, type PDFPage, type PDFRef } from "pdf-lib";
import { mmToPx, type Size } from "../paper/length.ts";
import { targetDpi } from "../paper/resolution.ts";
import { maxPdfiumBytes, startPdfium } from "../pdfium/pdfium.ts";
import { imageLibrary } from "./image-library.ts";
import type { Box } from "./pdf/boxes.ts";
import { pagesApart } from "./pdf/pages-apart.ts";
import { readingOn, Unreadable } from "./reading.ts";

/** Fine enough that letters of 6 pt keep their edges; 4:4:4, as the pictures of books. */
const jpeg = { quality: 92, chromaSubsampling: "4:4:4" } as const;

/** PDFium draws into one bitmap of 4 bytes a pixel in a memory of 2 GB: 700 x 1000 mm at 300 dpi has 99 million. */
const maxPixels = 150e6;

/** A page to be drawn: the box of it that is printed, and how large that becomes before the page is turned. */
export interface PictureWanted {
  readonly seen: Box;
  readonly printedMm: Size;
  /** Colour space of the picture. */
  readonly srgb: PDFRef;
}

/** Draws pages of supplied PDFs with PDFium, a reader that mends more than the library which copies pages. */
export class PagePictures {
  readonly #path: string;
  #library: PDFiumLibrary | undefined;
  #original: PDFiumDocument | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Sizes of the file's pages in points, upright as a reader shows them. Throws where it opens no better. */
  async sizes(): Promise<Size[]> {
    const document = await this.#opened();
    return Array.from({ length: document.getPageCount() }, (_, at) => {
      const { originalWidth, originalHeight } = document.getPage(at).getOriginalSize();
      return { width: originalWidth, height: originalHeight };
    });
  }

  /** Puts a picture of a page of the damaged file onto its stand-in. */
  async drawOriginal(standIn: PDFPage, at: number, wanted: PictureWanted): Promise<void> {
    await drawOnto(standIn, await readingOn(() => this.#opened()), { at, wanted });
  }

  /** Puts a picture of what a page shows in the place of what draws it. */
  async drawInPlace(page: PDFPage, wanted: PictureWanted): Promise<void> {
    const library = await this.#started();
    const document = await readingOn(async () => library.loadDocument(await alone(page, wanted.seen)));
    try {
      await drawOnto(page, document, { at: 0, wanted });
    } finally {
      document.destroy();
    }
  }

  close(): void {
    this.#original?.destroy();
    this.#library?.destroy();
    this.#original = undefined;
    this.#library = undefined;
  }

  async #started(): Promise<PDFiumLibrary> {
    this.#library ??= await startPdfium();
    return this.#library;
  }

  async #opened(): Promise<PDFiumDocument> {
    const library = await this.#started();
    this.#original ??= await library.loadDocument(await smallEnough(this.#path));
    return this.#original;
  }
}

async function smallEnough(path: string): Promise<Uint8Array> {
  if ((await stat(path)).size > maxPdfiumBytes)
    throw new Unreadable("it is damaged and too large to be mended");
  return readFile(path);
}

/** A document of this one page, as large as what is printed of it and neither turned nor scaled. */
function alone(page: PDFPage, seen: Box): Promise<Uint8Array> {
  return pagesApart(page.doc, [page], (node) => {
    for (const name of ["Rotate", "CropBox"]) node.delete(PDFName.of(name));
    node.set(PDFName.of("MediaBox"), node.context.obj([...seen]));
  });
}

async function drawOnto(
  page: PDFPage,
  document: PDFiumDocument,
  { at, wanted: { seen, printedMm, srgb } }: { at: number; wanted: PictureWanted },
): Promise<void> {
  const [left, bottom, right, top] = seen;
  const width = mmToPx(printedMm.width, targetDpi);
  const height = mmToPx(printedMm.height, targetDpi);
  if (width * height > maxPixels) throw new Unreadable("it is too large to be drawn as a picture");
  const drawing = () => document.getPage(at).render({ scale: 1, width, height, render: "bitmap" });
  const { data } = await readingOn(drawing);
  const sharp = await imageLibrary();
  const packed = await sharp(data, { raw: { width, height, channels: 4 } })
    .flatten({ background: "#ffffff" })
    .jpeg(jpeg)
    .toBuffer();
  const { context } = page.doc;
  const image = context.stream(packed, {
    Type: "XObject",
    Subtype: "Image",
    Width: width,
    Height: height,
    BitsPerComponent: 8,
    ColorSpace: srgb,
    Filter: "DCTDecode",
  });
  const operators = `q ${right - left} 0 0 ${top - bottom} ${left} ${bottom} cm /PcPage Do Q`;
  page.node.set(PDFName.of("Resources"), context.obj({ XObject: { PcPage: context.register(image) } }));
  page.node.set(PDFName.of("Contents"), context.register(context.flateStream(operators)));
  page.node.delete(PDFName.of("Group"));
}
