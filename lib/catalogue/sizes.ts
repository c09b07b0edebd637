import type { SizeMm } from "../order/product.ts";

/** A trim size under the word that product ids end in, with the label that names end in. */
export interface Size {
  readonly id: string;
  readonly label: string;
  readonly trimMm: SizeMm;
}

const mmPerInch = 25.4;

export const a6 = size("a6", "A6", [105, 148]);
export const a5 = size("a5", "A5", [148, 210]);
export const a4 = size("a4", "A4", [210, 297]);
export const a3 = size("a3", "A3", [297, 420]);
export const a2 = size("a2", "A2", [420, 594]);
export const dl = size("dl", "DL", [99, 210]);
export const square210 = size("square-210", "21 × 21 cm", [210, 210]);
export const square300 = size("square-300", "30 × 30 cm", [300, 300]);
export const inches6x9 = size("6x9in", "6 × 9 in", [6 * mmPerInch, 9 * mmPerInch]);
export const inches5x7 = size("5x7in", "5 × 7 in", [5 * mmPerInch, 7 * mmPerInch]);

/** A size that is called by its own millimetres: posters, canvases, business cards. */
export function plain(width: number, height: number): Size {
  return size(`${width}x${height}`, `${width / 10} × ${height / 10} cm`, [width, height]);
}

function size(id: string, label: string, [width, height]: readonly [number, number]): Size {
  return { id, label, trimMm: { width: tidy(width), height: tidy(height) } };
}

/** 9 x 25.4 is 228.59999999999997 in binary: sizes are kept to a thousandth of a millimetre. */
function tidy(lengthMm: number): number {
  return Math.round(lengthMm * 1000) / 1000;
}
