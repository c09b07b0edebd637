import { mediaMm, type Sheet } from "../paper/sheet.ts";
import type { Ink } from "./colour.ts";
import { blackFor, type MarkBlack, type MarkedSheet, markOnPage } from "./marks.ts";
import { type Box, boxEntries, boxPt, number } from "./pdf/boxes.ts";
import { profileEntries, profileStream } from "./pdf/intent.ts";
import type { About } from "./pdf/metadata.ts";
import { PdfWriter, type Written } from "./pdf/writer.ts";
import type { Picture } from "./picture.ts";

/** A document of pictures, one a page; null leaves a page blank. */
export interface PictureBook {
  readonly path: string;
  readonly sheet: MarkedSheet;
  readonly ink: Ink;
  readonly about: About;
  readonly pages: AsyncIterable<Picture | null>;
}

/** Writes pages as they come, one in memory at a time. */
export async function writePictureBook({ path, sheet, ink, about, pages }: PictureBook): Promise<Written> {
  const writer = await PdfWriter.create(path);
  try {
    const tree = writer.reserve();
    const profile = ink.press ? null : await writer.stream(profileEntries(3), profileStream(ink.srgb));
    const kids: number[] = [];
    const place = { tree, profile, sheet, black: blackFor(ink) };
    for await (const picture of pages) kids.push(await writePage(writer, picture, place));
    const list = kids.map((kid) => `${kid} 0 R`).join(" ");
    await writer.object(`<< /Type /Pages /Count ${kids.length} /Kids [${list}] >>`, tree);
    return await writer.finish(tree, about);
  } catch (error) {
    await writer.close();
    throw error;
  }
}

interface Place {
  readonly tree: number;
  /** Object number of what RGB means; null on a press. */
  readonly profile: number | null;
  readonly sheet: MarkedSheet;
  readonly black: MarkBlack;
}

async function writePage(writer: PdfWriter, picture: Picture | null, place: Place): Promise<number> {
  const head = `/Type /Page /Parent ${place.tree} 0 R ${boxEntries(place.sheet)}`;
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

function drawing({ onto, clip }: Picture, sheet: Sheet): string {
  const [left, bottom, right, top] = boxPt(onto, mediaMm(sheet));
  const matrix = [right - left, 0, 0, top - bottom, left, bottom].map(number).join(" ");
  return `q ${clip ? clipping(boxPt(clip, mediaMm(sheet))) : ""}${matrix} cm /Im0 Do Q`;
}

function clipping([left, bottom, right, top]: Box): string {
  return `${[left, bottom, right - left, top - bottom].map(number).join(" ")} re W n `;
}
