import { PDFStream } from "pdf-lib";
import { entryOf, numberIn, numbersIn } from "../pdf/entries.ts";
import { colourSpaceIn, deviceSpace } from "./colour-space.ts";
import { drawStream } from "./form.ts";
import { type Box, matrixFrom, times } from "./matrix.ts";
import type { Pen } from "./pen.ts";
import { type Paint, paintOf } from "./state.ts";

/** Tells what a pattern paints; each pattern once a page, because tiles are all alike. */
export function showPattern(pen: Pen, paint: Paint, box: Box): void {
  const { pattern } = paint;
  if (!pattern) return;
  if (numberIn(entryOf(pattern, "PatternType")) === 2) {
    const shading = entryOf(pattern, "Shading");
    const space = colourSpaceIn(entryOf(shading, "ColorSpace"), pen.resources) ?? null;
    pen.tell({ kind: "shading", box, space });
  } else if (pattern instanceof PDFStream && !pen.shown.has(pattern)) {
    pen.shown.add(pattern);
    pen.within(() => drawTile(pen, pattern, paint));
  }
}

function drawTile(pen: Pen, pattern: PDFStream, { space, values }: Paint): void {
  const ctm = times(matrixFrom(numbersIn(entryOf(pattern, "Matrix"))), pen.base);
  // Uncoloured tiles are painted in the colour that came with them, coloured ones start with black.
  const uncoloured = numberIn(entryOf(pattern, "PaintType")) === 2 ? space.behind : null;
  const start = uncoloured
    ? paintOf(uncoloured, values)
    : paintOf(deviceSpace("DeviceGray", pen.resources), [0]);
  pen.set({ ctm, fill: start, stroke: start });
  drawStream(pen, pattern);
}
