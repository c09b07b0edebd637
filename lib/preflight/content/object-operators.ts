import { PDFStream } from "pdf-lib";
import { boolIn, dictIn, entryOf, nameIn, numberIn } from "../pdf/entries.ts";
import { type ColourSpace, colourSpaceIn, deviceSpace } from "./colour-space.ts";
import { drawForm, drawMask, isForm } from "./form.ts";
import { boxThrough, type Matrix } from "./matrix.ts";
import { nameOf, type Operators } from "./operands.ts";
import type { Pen } from "./pen.ts";
import { type Dictionary, isName, type Operand } from "./tokens.ts";

/** Forms, pictures and shadings, 8.7 to 8.10 of the PDF reference. */
export const objectOperators: Operators = {
  Do: (pen, operands) => {
    const name = nameOf(operands);
    const object = name === undefined ? undefined : entryOf(entryOf(pen.resources, "XObject"), name);
    if (isForm(object)) drawForm(pen, object);
    else if (object instanceof PDFStream && nameIn(entryOf(object, "Subtype")) === "Image")
      drawPicture(pen, object);
  },
  sh: (pen, operands) => {
    const name = nameOf(operands);
    const shading = name === undefined ? undefined : entryOf(entryOf(pen.resources, "Shading"), name);
    const space = colourSpaceIn(entryOf(shading, "ColorSpace"), pen.resources) ?? null;
    pen.tell({ kind: "shading", box: pen.state.clip, space });
  },
  BI: (pen, [found]) => {
    if (found instanceof Map) drawInline(pen, found);
  },
};

function drawPicture(pen: Pen, stream: PDFStream): void {
  if (pen.isOff(entryOf(stream, "OC"))) return;
  const stencil = boolIn(entryOf(stream, "ImageMask")) ?? false;
  tellPicture(pen, {
    stream,
    stencil,
    space: stencil ? null : (colourSpaceIn(entryOf(stream, "ColorSpace"), pen.resources) ?? null),
    bits: stencil ? 1 : numberOf(stream, "BitsPerComponent", 8),
    widthPx: numberOf(stream, "Width", 1),
    heightPx: numberOf(stream, "Height", 1),
  });
  const mask = entryOf(stream, "SMask");
  if (dictIn(mask)) drawMask(pen, mask);
}

function numberOf(stream: PDFStream, key: string, otherwise: number): number {
  return numberIn(entryOf(stream, key)) ?? otherwise;
}

/** Inline pictures spell their keys short or long. */
function drawInline(pen: Pen, entries: Dictionary): void {
  const get = (short: string, long: string) => entries.get(short) ?? entries.get(long);
  const number = (found: Operand | undefined, otherwise: number) =>
    typeof found === "number" ? found : otherwise;
  const stencil = get("IM", "ImageMask") === true;
  tellPicture(pen, {
    stream: null,
    stencil,
    space: stencil ? null : inlineSpace(pen, get("CS", "ColorSpace")),
    bits: stencil ? 1 : number(get("BPC", "BitsPerComponent"), 8),
    widthPx: number(get("W", "Width"), 1),
    heightPx: number(get("H", "Height"), 1),
  });
}

const shortNames: Readonly<Record<string, string>> = {
  G: "DeviceGray",
  RGB: "DeviceRGB",
  CMYK: "DeviceCMYK",
};

function inlineSpace(pen: Pen, found: Operand | undefined): ColourSpace | null {
  // An inline Indexed space is an array; what counts is the space of its colours.
  const named = Array.isArray(found) ? found[1] : found;
  if (!isName(named)) return null;
  const name = shortNames[named.name] ?? named.name;
  if (name === "DeviceGray" || name === "DeviceRGB" || name === "DeviceCMYK")
    return deviceSpace(name, pen.resources);
  return colourSpaceIn(entryOf(entryOf(pen.resources, "ColorSpace"), name), pen.resources) ?? null;
}

interface FoundPicture {
  readonly stream: PDFStream | null;
  readonly stencil: boolean;
  readonly space: ColourSpace | null;
  readonly bits: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

function tellPicture(pen: Pen, found: FoundPicture): void {
  const { ctm } = pen.state;
  const dpi = dpiOf(ctm, found);
  pen.tell({ kind: "picture", box: boxThrough([0, 0, 1, 1], ctm), dpi, ...found, ...pen.filling() });
}

/** A picture fills the unit square. */
function dpiOf([a, b, c, d]: Matrix, { widthPx, heightPx }: FoundPicture): number {
  const across = (widthPx * 72) / Math.max(1e-6, Math.hypot(a, b));
  return Math.min(across, (heightPx * 72) / Math.max(1e-6, Math.hypot(c, d)));
}
