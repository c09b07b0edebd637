import { mediaMm } from "../paper/sheet.ts";
import { minPartBytes } from "./chunks.ts";
import type { Ink } from "./colour.ts";
import { blackFor, type MarkBlack, type MarkedSheet, markOnPage } from "./marks.ts";
import { type Box, boxEntries, boxPt, number } from "./pdf/boxes.ts";
import { profileEntries, profileStream } from "./pdf/intent.ts";
import type { About } from "./pdf/metadata.ts";
import { type Part, PdfWriter, unwritten, type Written } from "./pdf/writer.ts";
import type { Picture } from "./picture.ts";

/** A document of pictures, one a page; null leaves a page blank. */
export interface PictureBook {
  readonly path: string;
  readonly sheet: MarkedSheet;
  readonly ink: Ink;
  readonly about: About;
  readonly pages: AsyncIterable<Picture | null>;
  /** Pages after which a part of the file ends; without any it is one. */
  readonly partEnds?: ReadonlySet<number>;
}

/** Writes pages as they come, one in memory at a time. */
export async function writePictureBook(book: PictureBook): Promise<Written> {
  const writer = await PdfWriter.create(book.path);
  return closing(writer, async () => {
    await writeHead(writer, book.ink);
    const kids: number[] = [];
    for await (const picture of book.pages) {
      kids.push(await writePage(writer, picture, placeOf(book)));
      if (book.partEnds?.has(kids.length)) await writer.endPart(minPartBytes);
    }
    return writeEnd(writer, kids, book.about);
  });
}

/** Pages written apart from the rest of their document, and where their objects are, counted from `first`. */
export interface WrittenChunk {
  readonly part: Part;
  readonly offsets: number[];
  /** Object numbers of the pages. */
  readonly kids: number[];
}

/** Writes a run of a book's pages as it stands in the whole document, from object number `first` on; 1 begins it. */
export async function writeChunk(book: Omit<PictureBook, "about">, first: number): Promise<WrittenChunk> {
  const before = { bytes: 0, offsets: Array.from({ length: first }, () => unwritten) };
  const writer = await (first === 1 ? PdfWriter.create(book.path) : PdfWriter.resume(book.path, before));
  return closing(writer, async () => {
    if (first === 1) await writeHead(writer, book.ink);
    const kids: number[] = [];
    for await (const picture of book.pages) kids.push(await writePage(writer, picture, placeOf(book)));
    const part = await writer.endPart(minPartBytes);
    await writer.close();
    return { part, offsets: writer.offsets.slice(first), kids };
  });
}

/** Writes what follows the chunks of a document, all of them in order: page tree, catalog and cross references. */
export async function writeTail(
  path: string,
  chunks: readonly WrittenChunk[],
  about: About,
): Promise<{ readonly bytes: number; readonly tail: Part }> {
  const offsets = [unwritten];
  let before = 0;
  for (const chunk of chunks) {
    for (const offset of chunk.offsets) offsets.push(offset === unwritten ? unwritten : before + offset);
    before += chunk.part.bytes;
  }
  const writer = await PdfWriter.resume(path, { bytes: before, offsets });
  const kids = chunks.flatMap((chunk) => chunk.kids);
  const { bytes, parts } = await closing(writer, () => writeEnd(writer, kids, about));
  const [tail] = parts;
  if (!tail) throw new Error("a document has no end");
  return { bytes, tail };
}

// Numbers that each chunk knows without the others.
const treeNumber = 1;
const profileNumber = 2;

/** Takes the page tree's number, and says under its own what RGB means; inks need no word. */
async function writeHead(writer: PdfWriter, { press, srgb }: Ink): Promise<void> {
  writer.reserve();
  if (!press) await writer.stream(profileEntries(3), profileStream(srgb));
}

async function writeEnd(writer: PdfWriter, kids: readonly number[], about: About): Promise<Written> {
  const list = kids.map((kid) => `${kid} 0 R`).join(" ");
  await writer.object(`<< /Type /Pages /Count ${kids.length} /Kids [${list}] >>`, treeNumber);
  return writer.finish(treeNumber, about);
}

async function closing<T>(writer: PdfWriter, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    await writer.close();
    throw error;
  }
}

interface Place {
  /** Object number of what RGB means; null on a press. */
  readonly profile: number | null;
  readonly sheet: MarkedSheet;
  readonly black: MarkBlack;
}

function placeOf({ ink, sheet }: Pick<PictureBook, "ink" | "sheet">): Place {
  return { profile: ink.press ? null : profileNumber, sheet, black: blackFor(ink) };
}

async function writePage(writer: PdfWriter, picture: Picture | null, place: Place): Promise<number> {
  const head = `/Type /Page /Parent ${treeNumber} 0 R ${boxEntries(place.sheet)}`;
  const mark = markOnPage(place.sheet, picture === null, place.black);
  if (!picture) return writer.object(`<< ${head} /Resources << >> ${await contentsOf(writer, mark)}>>`);
  const image = await writer.stream(imageEntries(picture, place.profile), picture.jpeg);
  const contents = await contentsOf(writer, drawing(picture, place.sheet) + mark);
  return writer.object(`<< ${head} /Resources << /XObject << /Im0 ${image} 0 R >> >> ${contents}>>`);
}

async function contentsOf(writer: PdfWriter, drawing: string): Promise<string> {
  return drawing === "" ? "" : `/Contents ${await writer.stream("", Buffer.from(drawing))} 0 R `;
}

function imageEntries({ px, inverted }: Picture, profile: number | null): string {
  const size = `/Width ${px.width} /Height ${px.height} /BitsPerComponent 8`;
  const space = profile === null ? "/DeviceCMYK" : `[/ICCBased ${profile} 0 R]`;
  const decode = inverted ? " /Decode [1 0 1 0 1 0 1 0]" : "";
  return `/Type /XObject /Subtype /Image ${size} /ColorSpace ${space}${decode} /Filter /DCTDecode`;
}

function drawing({ onto, clip }: Picture, sheet: MarkedSheet): string {
  const [left, bottom, right, top] = boxPt(onto, mediaMm(sheet));
  const matrix = [right - left, 0, 0, top - bottom, left, bottom].map(number).join(" ");
  return `q ${clip ? clipping(boxPt(clip, mediaMm(sheet))) : ""}${matrix} cm /Im0 Do Q`;
}

function clipping([left, bottom, right, top]: Box): string {
  return `${[left, bottom, right - left, top - bottom].map(number).join(" ")} re W n `;
}
