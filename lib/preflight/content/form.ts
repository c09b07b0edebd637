import type { PDFStream } from "pdf-lib";
import { decoded } from "../pdf/decode.ts";
import { entryOf, type Found, nameIn, numbersIn } from "../pdf/entries.ts";
import { colourSpaceIn } from "./colour-space.ts";
import { type Box, boxThrough, matrixFrom, overlap, times } from "./matrix.ts";
import type { Pen } from "./pen.ts";

/** Draws a form where the matrix says, cut to its box. */
export function drawForm(pen: Pen, form: PDFStream): void {
  if (pen.isOff(entryOf(form, "OC"))) return;
  pen.within(() => {
    const ctm = times(matrixFrom(numbersIn(entryOf(form, "Matrix"))), pen.state.ctm);
    const box = boxThrough(boxIn(entryOf(form, "BBox")), ctm);
    pen.set({ ctm, clip: overlap(pen.state.clip, box) });
    tellGroup(pen, entryOf(form, "Group"), box);
    drawStream(pen, form);
  });
}

/** Runs the content of a form, tile or glyph with its own resources. */
export function drawStream(pen: Pen, stream: PDFStream): void {
  if (pen.open.has(stream)) return;
  pen.open.add(stream);
  try {
    const bytes = decoded(stream, pen.desk.budget.bytesLeft);
    pen.desk.budget.content(bytes.length);
    pen.resources = entryOf(stream, "Resources") ?? pen.resources;
    pen.base = pen.state.ctm;
    pen.run(pen, bytes);
  } finally {
    pen.open.delete(stream);
  }
}

/** Draws a soft mask's group: its colours count, but it is no ink. */
export function drawMask(pen: Pen, mask: Found): void {
  const group = entryOf(mask, "G");
  if (!isForm(group)) return;
  pen.masked++;
  try {
    drawForm(pen, group);
  } finally {
    pen.masked--;
  }
}

/** Tells the blend space of a transparency group, where it has one of its own. */
export function tellGroup(pen: Pen, group: Found, box: Box): void {
  const space = nameIn(entryOf(group, "S")) === "Transparency" ? entryOf(group, "CS") : undefined;
  const read = space && colourSpaceIn(space, pen.resources);
  if (read) pen.tell({ kind: "group", box, space: read });
}

export function isForm(object: Found): object is PDFStream {
  return nameIn(entryOf(object, "Subtype")) === "Form";
}

function boxIn(object: Found): Box {
  const [a = -1e6, b = -1e6, c = 1e6, d = 1e6] = numbersIn(object);
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}
