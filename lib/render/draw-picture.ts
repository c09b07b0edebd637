import {
  clip as clipTo,
  concatTransformationMatrix,
  drawObject,
  endPath,
  type PDFDocument,
  PDFName,
  type PDFOperator,
  type PDFPage,
  type PDFRef,
  popGraphicsState,
  pushGraphicsState,
  rectangle,
} from "pdf-lib";
import type { Size } from "../paper/length.ts";
import type { Ink } from "./colour.ts";
import { type Box, boxPt } from "./pdf/boxes.ts";
import { profileStream } from "./pdf/intent.ts";
import { whole } from "./pdf/spliced.ts";
import type { Picture } from "./picture.ts";

/** Says what a page's plain RGB means, so that type and areas are as tagged as its pictures; inks need no word. */
export function tagColours(pdf: PDFDocument, page: PDFPage, ink: Ink): PDFRef | undefined {
  if (ink.press) return undefined;
  const { context } = pdf;
  const entries = { N: 3, Filter: "FlateDecode" };
  const profile = context.register(context.stream(profileStream(ink.srgb), entries));
  const spaces = context.obj({ DefaultRGB: ["ICCBased", profile] });
  page.node.normalizedEntries().Resources.set(PDFName.of("ColorSpace"), spaces);
  return profile;
}

/** Draws a picture where it belongs on a sheet of that media size. */
export async function drawPicture(
  { pdf, page, profile }: { pdf: PDFDocument; page: PDFPage; profile: PDFRef | undefined },
  { jpeg, px, onto, clip, inverted }: Picture,
  mediaMm: Size,
): Promise<void> {
  const { context } = pdf;
  const image = context.stream(await whole(jpeg), {
    Type: "XObject",
    Subtype: "Image",
    Width: px.width,
    Height: px.height,
    BitsPerComponent: 8,
    ColorSpace: profile ? ["ICCBased", profile] : "DeviceCMYK",
    ...(inverted && { Decode: [1, 0, 1, 0, 1, 0, 1, 0] }),
    Filter: "DCTDecode",
  });
  page.node.setXObject(PDFName.of("Im0"), context.register(image));
  const [left, bottom, right, top] = boxPt(onto, mediaMm);
  page.pushOperators(
    pushGraphicsState(),
    ...(clip ? clipping(boxPt(clip, mediaMm)) : []),
    concatTransformationMatrix(right - left, 0, 0, top - bottom, left, bottom),
    drawObject("Im0"),
    popGraphicsState(),
  );
}

function clipping([left, bottom, right, top]: Box): PDFOperator[] {
  return [rectangle(left, bottom, right - left, top - bottom), clipTo(), endPath()];
}
