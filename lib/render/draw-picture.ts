import { deflateSync } from "node:zlib";
import {
  concatTransformationMatrix,
  drawObject,
  type PDFDocument,
  PDFName,
  type PDFPage,
  type PDFRef,
  popGraphicsState,
  pushGraphicsState,
} from "pdf-lib";
import type { Size } from "../paper/length.ts";
import type { Ink } from "./colour.ts";
import { boxPt } from "./pdf/boxes.ts";
import type { Picture } from "./picture.ts";

/** Says what a page's plain RGB means, so that type and areas are as tagged as its pictures. */
export function tagColours(pdf: PDFDocument, page: PDFPage, ink: Ink): PDFRef {
  const { context } = pdf;
  const entries = { N: ink.components, Filter: "FlateDecode" };
  const profile = context.register(context.stream(deflateSync(ink.profile), entries));
  const spaces = context.obj({ DefaultRGB: ["ICCBased", profile] });
  page.node.normalizedEntries().Resources.set(PDFName.of("ColorSpace"), spaces);
  return profile;
}

/** Draws a picture where it belongs on a sheet of that media size. */
export function drawPicture(
  { pdf, page, profile }: { pdf: PDFDocument; page: PDFPage; profile: PDFRef },
  { jpeg, px, onto }: Picture,
  mediaMm: Size,
): void {
  const { context } = pdf;
  const image = context.stream(jpeg, {
    Type: "XObject",
    Subtype: "Image",
    Width: px.width,
    Height: px.height,
    BitsPerComponent: 8,
    ColorSpace: ["ICCBased", profile],
    Filter: "DCTDecode",
  });
  page.node.setXObject(PDFName.of("Im0"), context.register(image));
  const [left, bottom, right, top] = boxPt(onto, mediaMm);
  page.pushOperators(
    pushGraphicsState(),
    concatTransformationMatrix(right - left, 0, 0, top - bottom, left, bottom),
    drawObject("Im0"),
    popGraphicsState(),
  );
}
