import { type Box, overlap, scaleOf } from "./matrix.ts";
import { numbersOf, type Operators } from "./operands.ts";
import { showPattern } from "./pattern.ts";
import type { Pen } from "./pen.ts";

/** Path construction and painting, 8.5 of the PDF reference. */
export const pathOperators: Operators = {
  m: points,
  l: points,
  c: points,
  v: points,
  y: points,
  h: () => {},
  re: (pen, operands) => {
    const [x = 0, y = 0, width = 0, height = 0] = numbersOf(operands);
    for (const [px, py] of [
      [x, y],
      [x + width, y],
      [x, y + height],
      [x + width, y + height],
    ] as const) {
      pen.outline.add(pen.state.ctm, px, py);
    }
  },
  W: (pen) => pen.outline.clip(),
  "W*": (pen) => pen.outline.clip(),
  n: (pen) => end(pen),
  S: (pen) => paint(pen, { strokes: true }),
  s: (pen) => paint(pen, { strokes: true }),
  f: (pen) => paint(pen, { fills: true }),
  F: (pen) => paint(pen, { fills: true }),
  "f*": (pen) => paint(pen, { fills: true }),
  B: (pen) => paint(pen, { fills: true, strokes: true }),
  "B*": (pen) => paint(pen, { fills: true, strokes: true }),
  b: (pen) => paint(pen, { fills: true, strokes: true }),
  "b*": (pen) => paint(pen, { fills: true, strokes: true }),
};

function points(pen: Pen, operands: Parameters<NonNullable<Operators[string]>>[1]): void {
  const numbers = numbersOf(operands);
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    pen.outline.add(pen.state.ctm, numbers[at] ?? 0, numbers[at + 1] ?? 0);
  }
}

function paint(pen: Pen, { fills = false, strokes = false }): void {
  const { outline, state } = pen;
  if (!outline.isEmpty) {
    const box = outline.box;
    if (fills) {
      pen.tell({ kind: "fill", box: overlapOr(box, state.clip), ...pen.filling() });
      showPattern(pen, state.fill, box);
    }
    if (strokes) {
      const widthPt = state.lineWidth * scaleOf(state.ctm);
      pen.tell({ kind: "stroke", box: overlapOr(box, state.clip), widthPt, ...pen.stroking() });
      showPattern(pen, state.stroke, box);
    }
  }
  end(pen);
}

/** A fill is only as large as the clip lets it be; one that is outside keeps its place. */
function overlapOr(box: Box, clip: Box): Box {
  const shared = overlap(box, clip);
  return shared[0] <= shared[2] && shared[1] <= shared[3] ? shared : box;
}

function end(pen: Pen): void {
  const clip = pen.outline.end(pen.state.clip);
  if (clip !== pen.state.clip) pen.set({ clip });
}
