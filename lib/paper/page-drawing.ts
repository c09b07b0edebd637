import type { Rect } from "./length.ts";
import { fillArea, outlineArea, type Pixels, type Rgb, strokeLine } from "./pixels.ts";
import type { Severity } from "./resolution.ts";
import { letterAdvance, strokesOf } from "./stroke-letters.ts";

/** Something found on a page, and where; without places it is about the whole of it. */
export interface PageNote {
  readonly code: string;
  readonly severity: Severity;
  readonly places: readonly Rect[];
}

/** What is drawn over the picture of a page; everything in its pixels. */
export interface PageDrawing {
  readonly trim: Rect | null;
  readonly bleed: Rect | null;
  /** What nothing important should leave. */
  readonly safe: readonly Rect[];
  /** Spine of a cover, face of a canvas. */
  readonly folds: readonly Rect[];
  readonly notes: readonly PageNote[];
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const colours: Readonly<Record<Severity, Rgb>> = {
  error: [224, 0, 32],
  warning: [208, 120, 0],
  info: [32, 96, 192],
};
const [green, blue, orange, grey, white] = [
  [0, 160, 64],
  [0, 96, 255],
  [240, 128, 0],
  [128, 128, 128],
  [255, 255, 255],
] as const satisfies readonly Rgb[];

/** Codes that are written down, worst first, and the distance of their lines. */
const maxWritten = 12;
const linePx = 26;

/**
 * Draws trim (green), bleed (blue), safe area (orange), folds (grey) and notes onto a page's picture. By hand and not
 * as SVG: where strangers' files are opened, the reader of SVG is shut.
 */
export function drawOver(pixels: Pixels, { trim, bleed, safe, folds, notes }: PageDrawing): void {
  for (const note of notes) drawPlaces(pixels, note);
  // The page's own lines come after places: they must always be seen.
  for (const fold of folds) outlineArea(pixels, fold, { rgb: grey, dashed: true });
  for (const area of safe) outlineArea(pixels, area, { rgb: orange, dashed: true });
  // On the edge of the picture, half of its line would be outside.
  if (bleed) outlineArea(pixels, shrunk(bleed), { rgb: blue, dashed: true });
  if (trim) outlineArea(pixels, trim, { rgb: green });
  const labels = notes.toSorted((a, b) => ranks[a.severity] - ranks[b.severity]);
  const corner = { left: (trim?.left ?? 0) + 30, top: (trim?.top ?? 0) + 30 };
  writeLabels(pixels, labels.slice(0, maxWritten), corner);
}

function drawPlaces(pixels: Pixels, { severity, places }: PageNote): void {
  const rgb = colours[severity];
  for (const place of places) {
    const seen = atLeast(place);
    // What is as large as the page is outlined only: a tint would lie over everything.
    const isLarge = seen.width * seen.height > (pixels.width * pixels.height) / 2;
    if (!isLarge) fillArea(pixels, seen, { rgb, opacity: 0.12 });
    outlineArea(pixels, seen, { rgb });
  }
}

interface Corner {
  readonly left: number;
  readonly top: number;
}

/** Each note's code above its first place, or in the page's corner; what would lie on another goes below it. */
function writeLabels(pixels: Pixels, notes: readonly PageNote[], corner: Corner): void {
  const taken: Rect[] = [];
  for (const { code, severity, places } of notes) {
    const [first] = places;
    const wanted = first ? { left: first.left, top: first.top - linePx } : corner;
    const size = { width: (code.length * letterAdvance - 2) * unitPx, height: letterPx };
    const left = inside(wanted.left, pixels.width - size.width);
    let label = { left, top: inside(wanted.top, pixels.height - letterPx), ...size };
    while (taken.some((other) => overlaps(label, other))) label = { ...label, top: label.top + linePx };
    taken.push(label);
    write(pixels, code, { label, rgb: colours[severity] });
  }
}

/** Height of letters, and the white around them. */
const letterPx = 12;
const unitPx = letterPx / 6;
const marginPx = 5;

function write(pixels: Pixels, text: string, { label, rgb }: { label: Rect; rgb: Rgb }): void {
  const { left, top, width, height } = label;
  const around = { left: left - marginPx, top: top - marginPx };
  const ground = { ...around, width: width + 2 * marginPx, height: height + 2 * marginPx };
  fillArea(pixels, ground, { rgb: white, opacity: 0.85 });
  for (const [x1, y1, x2, y2] of strokesOf(text)) {
    const line = [left + x1 * unitPx, top + y1 * unitPx, left + x2 * unitPx, top + y2 * unitPx] as const;
    strokeLine(pixels, line, rgb);
  }
}

function overlaps(one: Rect, other: Rect): boolean {
  return (
    one.left < other.left + other.width + marginPx &&
    other.left < one.left + one.width + marginPx &&
    Math.abs(one.top - other.top) < linePx
  );
}

function inside(place: number, most: number): number {
  return Math.round(Math.max(marginPx, Math.min(place, most - marginPx)));
}

function shrunk({ left, top, width, height }: Rect): Rect {
  return { left: left + 1, top: top + 1, width: width - 2, height: height - 2 };
}

/** A hairline has no width to see: its box is drawn around it. */
function atLeast({ left, top, width, height }: Rect): Rect {
  const [wider, higher] = [Math.max(0, 6 - width), Math.max(0, 6 - height)];
  return { left: left - wider / 2, top: top - higher / 2, width: width + wider, height: height + higher };
}
