import type { Rect } from "./length.ts";

/**
 * Capitals as strokes on a grid of 4 x 6, top left corner first, as SVG paths: labels look the same where no font is
 * installed, as on Lambda. Everything else is a blank.
 */
const strokes: Readonly<Record<string, string>> = {
  A: "M0 6V2L2 0L4 2V6M0 4H4",
  B: "M0 0V6H3L4 5V4L3 3H0M0 0H3L4 1V2L3 3",
  C: "M4 1L3 0H1L0 1V5L1 6H3L4 5",
  D: "M0 0V6H2L4 4V2L2 0Z",
  E: "M4 0H0V6H4M0 3H3",
  F: "M4 0H0V6M0 3H3",
  G: "M4 1L3 0H1L0 1V5L1 6H3L4 5V3H2",
  H: "M0 0V6M4 0V6M0 3H4",
  I: "M1 0H3M2 0V6M1 6H3",
  J: "M4 0V5L3 6H1L0 5",
  K: "M0 0V6M4 0L0 3L4 6",
  L: "M0 0V6H4",
  M: "M0 6V0L2 3L4 0V6",
  N: "M0 6V0L4 6V0",
  O: "M1 0H3L4 1V5L3 6H1L0 5V1Z",
  P: "M0 6V0H3L4 1V2L3 3H0",
  Q: "M1 0H3L4 1V5L3 6H1L0 5V1ZM2 4L4 6",
  R: "M0 6V0H3L4 1V2L3 3H0M2 3L4 6",
  S: "M4 1L3 0H1L0 1V2L1 3H3L4 4V5L3 6H1L0 5",
  T: "M0 0H4M2 0V6",
  U: "M0 0V5L1 6H3L4 5V0",
  V: "M0 0L2 6L4 0",
  W: "M0 0L1 6L2 3L3 6L4 0",
  X: "M0 0L4 6M4 0L0 6",
  Y: "M0 0L2 3L4 0M2 3V6",
  Z: "M0 0H4L0 6H4",
  0: "M1 0H3L4 1V5L3 6H1L0 5V1ZM0 5L4 1",
  1: "M1 1L2 0V6M1 6H3",
  2: "M0 1L1 0H3L4 1V2L0 6H4",
  3: "M0 0H4L2 2L4 4V5L3 6H1L0 5",
  4: "M3 6V0L0 4H4",
  5: "M4 0H0V3H3L4 4V5L3 6H0",
  6: "M4 1L3 0H1L0 1V5L1 6H3L4 5V4L3 3H0",
  7: "M0 0H4L1 6",
  8: "M1 0H3L4 1V2L3 3H1L0 4V5L1 6H3L4 5V4L3 3M1 3L0 2V1L1 0",
  9: "M4 3H1L0 2V1L1 0H3L4 1V5L3 6H1",
};

const [gridHeight, advance, margin] = [6, 6, 3];

/** Where a label goes: its top left corner and the height of its letters. */
export interface LabelPlace {
  readonly left: number;
  readonly top: number;
  readonly height: number;
}

/** A label in capitals on a white ground, as SVG. */
export function label(text: string, { left, top, height }: LabelPlace, colour: string): string {
  const letters = [...text.toUpperCase()].map(
    (letter, at) => `<path transform="translate(${at * advance} 0)" d="${strokes[letter] ?? "M0 0"}"/>`,
  );
  const ground = labelGround(text);
  return [
    `<g transform="translate(${left} ${top}) scale(${height / gridHeight})" stroke-linecap="round" fill="none">`,
    `<rect x="${ground.left}" y="${ground.top}" width="${ground.width}" height="${ground.height}" fill="#fff" fill-opacity="0.85"/>`,
    `<g stroke="${colour}">${letters.join("")}</g></g>`,
  ].join("");
}

function labelGround(text: string): Rect {
  const [width, height] = [text.length * advance - 2 + 2 * margin, gridHeight + 2 * margin];
  return { left: -margin, top: -margin, width, height };
}
