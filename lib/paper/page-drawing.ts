import type { Rect, Size } from "./length.ts";
import type { Severity } from "./resolution.ts";
import { label } from "./stroke-letters.ts";

/** Something found on a page, and where; without places it is about the whole of it. */
export interface PageNote {
  readonly code: string;
  readonly severity: Severity;
  readonly places: readonly Rect[];
}

/** What is drawn over the picture of a page; everything in its pixels. */
export interface PageDrawing {
  readonly px: Size;
  readonly trim: Rect | null;
  readonly bleed: Rect | null;
  /** What nothing important should leave. */
  readonly safe: readonly Rect[];
  /** Spine of a cover. */
  readonly folds: readonly Rect[];
  readonly notes: readonly PageNote[];
}

const colours: Readonly<Record<Severity, string>> = { error: "#e00020", warning: "#d07800", info: "#2060c0" };
const letterPx = 11;
/** Notes without a place that are written down, and the distance of their lines. */
const maxWritten = 8;
const linePx = 26;

/** Trim (green), bleed (blue), safe area (orange), folds (grey) and notes as an SVG to lay over a page's picture. */
export function pageDrawing({ px, trim, bleed, safe, folds, notes }: PageDrawing): string {
  // Below the page's own lines, which must always be seen.
  const drawn = [
    ...notes.flatMap((note) => placed(note, px)),
    ...folds.map((fold) => box(fold, dashed("#808080"))),
    ...safe.map((area) => box(area, dashed("#f08000"))),
    bleed ? box(bleed, dashed("#0060ff")) : "",
    trim ? box(trim, 'stroke="#00a040" stroke-width="2" fill="none"') : "",
    ...written(notes, trim ?? { left: 0, top: 0 }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${px.width}" height="${px.height}">${drawn.join("")}</svg>`;
}

/** A note's boxes, the first with its code. */
function placed({ code, severity, places }: PageNote, px: Size): string[] {
  const colour = colours[severity];
  return places.map((place, at) => {
    const seen = atLeast(place);
    // What is as large as the page is outlined only: a tint would lie over everything.
    const isLarge = seen.width * seen.height > (px.width * px.height) / 2;
    const tint = isLarge ? `fill="none"` : `fill="${colour}" fill-opacity="0.12"`;
    const name = at === 0 ? label(code, besides(seen), colour) : "";
    return box(seen, `stroke="${colour}" stroke-width="2" ${tint}`) + name;
  });
}

function besides({ left, top }: Rect) {
  return { left: Math.max(8, Math.round(left)), top: Math.max(8, Math.round(top - 20)), height: letterPx };
}

/** What is said of the page as a whole, in its upper corner; worst first. */
function written(notes: readonly PageNote[], corner: { readonly left: number; readonly top: number }): string[] {
  const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
  const whole = notes.filter(({ places }) => places.length === 0);
  const sorted = whole.sort((a, b) => ranks[a.severity] - ranks[b.severity]).slice(0, maxWritten);
  return sorted.map(({ code, severity }, at) => {
    const place = { left: corner.left + 30, top: corner.top + 30 + at * linePx, height: letterPx };
    return label(code, place, colours[severity]);
  });
}

/** A hairline has no width to see: its box is drawn around it. */
function atLeast({ left, top, width, height }: Rect): Rect {
  const [wider, higher] = [Math.max(0, 6 - width), Math.max(0, 6 - height)];
  return { left: left - wider / 2, top: top - higher / 2, width: width + wider, height: height + higher };
}

function box({ left, top, width, height }: Rect, style: string): string {
  const [x, y, w, h] = [left, top, width, height].map((each) => Math.round(each * 10) / 10);
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" ${style}/>`;
}

function dashed(colour: string): string {
  return `stroke="${colour}" stroke-width="2" stroke-dasharray="8 5" fill="none"`;
}
