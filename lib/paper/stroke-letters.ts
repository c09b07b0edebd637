/**
 * Capitals as strokes on a grid of 4 x 6: labels look the same where no font is installed, as on Lambda. Each is its
 * lines, each line its corners, each corner the digits of x and y. Everything else is a blank.
 */
const strokes: Readonly<Record<string, string>> = {
  A: "06 02 20 42 46/04 44",
  B: "00 06 36 45 44 33 03/00 30 41 42 33",
  C: "41 30 10 01 05 16 36 45",
  D: "00 06 26 44 42 20 00",
  E: "40 00 06 46/03 33",
  F: "40 00 06/03 33",
  G: "41 30 10 01 05 16 36 45 43 23",
  H: "00 06/40 46/03 43",
  I: "10 30/20 26/16 36",
  J: "40 45 36 16 05",
  K: "00 06/40 03 46",
  L: "00 06 46",
  M: "06 00 23 40 46",
  N: "06 00 46 40",
  O: "10 30 41 45 36 16 05 01 10",
  P: "06 00 30 41 42 33 03",
  Q: "10 30 41 45 36 16 05 01 10/24 46",
  R: "06 00 30 41 42 33 03/23 46",
  S: "41 30 10 01 02 13 33 44 45 36 16 05",
  T: "00 40/20 26",
  U: "00 05 16 36 45 40",
  V: "00 26 40",
  W: "00 16 23 36 40",
  X: "00 46/40 06",
  Y: "00 23 40/23 26",
  Z: "00 40 06 46",
  0: "10 30 41 45 36 16 05 01 10/05 41",
  1: "11 20 26/16 36",
  2: "01 10 30 41 42 06 46",
  3: "00 40 22 44 45 36 16 05",
  4: "36 30 04 44",
  5: "40 00 03 33 44 45 36 06",
  6: "41 30 10 01 05 16 36 45 44 33 03",
  7: "00 40 16",
  8: "10 30 41 42 33 13 04 05 16 36 45 44 33/13 02 01 10",
  9: "43 13 02 01 10 30 41 45 36 16",
  _: "06 46",
};

/** Distance of letters in units of the grid. */
export const letterAdvance = 6;

/** From and to, in units of a grid whose letters are 6 high. */
export type Stroke = readonly [x1: number, y1: number, x2: number, y2: number];

/** The lines that write a text from the grid's corner to the right. */
export function strokesOf(text: string): Stroke[] {
  return [...text.toUpperCase()].flatMap((letter, at) => {
    const lines = (strokes[letter] ?? "").split("/").map((line) => line.split(" ").map(Number));
    return lines.flatMap((corners) => segments(corners, at * letterAdvance));
  });
}

function segments(corners: readonly number[], shift: number): Stroke[] {
  return corners.slice(1).map((to, at) => {
    const from = corners[at] ?? to;
    return [shift + Math.floor(from / 10), from % 10, shift + Math.floor(to / 10), to % 10];
  });
}
