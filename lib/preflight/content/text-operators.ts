import { PDFStream } from "pdf-lib";
import { entryOf, numbersIn, pairsOf } from "../pdf/entries.ts";
import { isComposite, isType3, widthsOf } from "./font.ts";
import { drawStream } from "./form.ts";
import { boxThrough, identity, type Matrix, matrixFrom, times } from "./matrix.ts";
import { bytesOf, nameOf, numbersOf, type Operators } from "./operands.ts";
import { showPattern } from "./pattern.ts";
import type { Pen } from "./pen.ts";
import type { TextState } from "./state.ts";
import type { Operand } from "./tokens.ts";

/** Text, 9.3 and 9.4 of the PDF reference. */
export const textOperators: Operators = {
  BT: (pen) => place(pen, identity),
  ET: () => {},
  Tf: (pen, operands) => {
    const name = nameOf(operands);
    const font = name === undefined ? undefined : entryOf(entryOf(pen.resources, "Font"), name);
    setText(pen, { font, size: numbersOf(operands)[0] ?? 0 });
  },
  Tr: (pen, operands) => setText(pen, { mode: numbersOf(operands)[0] ?? 0 }),
  Tz: (pen, operands) => setText(pen, { stretch: (numbersOf(operands)[0] ?? 100) / 100 }),
  TL: (pen, operands) => setText(pen, { leading: numbersOf(operands)[0] ?? 0 }),
  Tc: (pen, operands) => setText(pen, { letterGap: numbersOf(operands)[0] ?? 0 }),
  Tw: (pen, operands) => setText(pen, { wordGap: numbersOf(operands)[0] ?? 0 }),
  Td: (pen, operands) => move(pen, operands),
  TD: (pen, operands) => {
    setText(pen, { leading: -(numbersOf(operands)[1] ?? 0) });
    move(pen, operands);
  },
  Tm: (pen, operands) => place(pen, matrixFrom(numbersOf(operands))),
  "T*": (pen) => nextLine(pen),
  Tj: (pen, operands) => show(pen, bytesOf(operands)),
  "'": (pen, operands) => {
    nextLine(pen);
    show(pen, bytesOf(operands));
  },
  '"': (pen, operands) => {
    const [wordGap = 0, letterGap = 0] = numbersOf(operands);
    setText(pen, { wordGap, letterGap });
    nextLine(pen);
    show(pen, bytesOf(operands));
  },
  TJ: (pen, [pieces]) => {
    for (const piece of Array.isArray(pieces) ? pieces : []) showPiece(pen, piece);
  },
};

function setText(pen: Pen, change: Partial<TextState>): void {
  pen.set({ text: { ...pen.state.text, ...change } });
}

function place(pen: Pen, matrix: Matrix): void {
  pen.textMatrix = matrix;
  pen.lineMatrix = matrix;
}

function move(pen: Pen, operands: readonly Operand[]): void {
  const [x = 0, y = 0] = numbersOf(operands);
  place(pen, times([1, 0, 0, 1, x, y], pen.lineMatrix));
}

function nextLine(pen: Pen): void {
  place(pen, times([1, 0, 0, 1, 0, -pen.state.text.leading], pen.lineMatrix));
}

function showPiece(pen: Pen, piece: Operand): void {
  const { size, stretch } = pen.state.text;
  if (typeof piece === "number") advance(pen, (-piece / 1000) * size * stretch);
  if (piece instanceof Uint8Array) show(pen, piece);
}

function advance(pen: Pen, length: number): void {
  pen.textMatrix = times([1, 0, 0, 1, length, 0], pen.textMatrix);
}

function show(pen: Pen, bytes: Uint8Array): void {
  const { text, ctm } = pen.state;
  if (bytes.length === 0) return;
  const length = lengthOf(bytes, text);
  const matrix = times(pen.textMatrix, ctm);
  if (!isBlank(bytes, text)) tellText(pen, matrix, length);
  advance(pen, length);
}

function lengthOf(bytes: Uint8Array, { font, size, stretch, letterGap, wordGap }: TextState): number {
  const { bytesPerCode, widthOf } = widthsOf(font);
  let length = 0;
  for (let at = 0; at < bytes.length; at += bytesPerCode) {
    const first = bytes[at] ?? 0;
    const code = bytesPerCode === 2 ? first * 256 + (bytes[at + 1] ?? 0) : first;
    length += (widthOf(code) / 1000) * size + letterGap + (code === 32 ? wordGap : 0);
  }
  return length * stretch;
}

function isBlank(bytes: Uint8Array, { font }: TextState): boolean {
  return !isComposite(font) && bytes.every((byte) => byte === 32);
}

function tellText(pen: Pen, matrix: Matrix, length: number): void {
  const { font, size, mode } = pen.state.text;
  const [, , c, d] = matrix;
  const sizePt = Math.abs(size) * Math.hypot(c, d);
  // Ascenders and descenders of usual typefaces.
  const box = boxThrough([0, -0.25 * size, length, 0.8 * size], matrix);
  const mark = { kind: "text" as const, box, font, sizePt };
  // Modes: 0 fill, 1 stroke, 2 both, 3 nothing; 4 to 7 the same, and clip.
  const look = mode & 3;
  if (look === 0 || look === 2) {
    pen.tell({ ...mark, ...pen.filling() });
    showPattern(pen, pen.state.fill, box);
  }
  if (look === 1 || look === 2) pen.tell({ ...mark, ...pen.stroking() });
  if (isType3(font) && look !== 3) showGlyphs(pen, matrix);
}

/** The drawings of a Type 3 font, all of them, once a page. */
function showGlyphs(pen: Pen, matrix: Matrix): void {
  const { font, size } = pen.state.text;
  if (!font || pen.shown.has(font)) return;
  pen.shown.add(font);
  const own = times(matrixFrom(numbersIn(entryOf(font, "FontMatrix"))), [size, 0, 0, size, 0, 0]);
  for (const [, glyph] of pairsOf(entryOf(font, "CharProcs"))) {
    if (!(glyph instanceof PDFStream)) continue;
    pen.within(() => {
      pen.set({ ctm: times(own, matrix) });
      pen.resources = entryOf(font, "Resources") ?? pen.resources;
      drawStream(pen, glyph);
    });
  }
}
