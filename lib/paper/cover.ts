import type { Rect, Size } from "./length.ts";
import { grown, tidyMm } from "./length.ts";
import { type Block, type SpineBuild, spineMm } from "./spine.ts";

/** How a facility builds covers; lengths in mm. */
export interface Build extends SpineBuild {
  readonly turnInMm: number;
  readonly jointMm: number;
  readonly overhangMm: number;
}

/** A cover laid flat, seen from outside. Rectangles are in mm from the corner of `trimMm`. */
export interface Spread {
  /** The flat cover before folding or turning in: what TrimBox says. */
  readonly trimMm: Size;
  readonly bleedMm: number;
  readonly spineMm: number;
  readonly front: Rect;
  readonly back: Rect;
  readonly spine: Rect;
}

export interface Book {
  readonly binding: string;
  readonly trimMm: Size;
  readonly bleedMm: number;
  /** `right` binds books of right-to-left scripts: their front lies left of the spine. */
  readonly edge: string;
}

/** Cloth that disappears into one joint's groove of a case. */
const grooveMm = 2;

/** The flat cover of a bound book, or null where the binding needs none. */
export function coverSpread(book: Book, block: Block, build: Build): Spread | null {
  const spine = spineMm(book.binding, block, build);
  if (spine === null) return null;
  return book.binding === "perfect_bound" ? softSpread(book, spine) : caseSpread(book, spine, build);
}

function softSpread({ trimMm: { width, height }, bleedMm, edge }: Book, spine: number): Spread {
  const panel = { width, height };
  return arranged({ panel, spine, edge, margin: 0, gap: 0, bleedMm });
}

/**
 * Boards overhang the block by the overhang and stand off the spine by the joint; cloth is turned in all
 * round. A 210 mm square with spine 7, turn-in 17 and overhang 3 makes 471 x 250.
 */
function caseSpread({ trimMm, edge }: Book, spine: number, build: Build): Spread {
  const { turnInMm, jointMm, overhangMm } = build;
  const width = tidyMm(trimMm.width + overhangMm + grooveMm - jointMm);
  const height = tidyMm(trimMm.height + 2 * overhangMm);
  return arranged({ panel: { width, height }, spine, edge, margin: turnInMm, gap: jointMm, bleedMm: 0 });
}

interface Arrangement {
  readonly panel: Size;
  readonly spine: number;
  readonly edge: string;
  /** Turned in, all round. */
  readonly margin: number;
  /** Between spine and board. */
  readonly gap: number;
  readonly bleedMm: number;
}

function arranged({ panel, spine, edge, margin, gap, bleedMm }: Arrangement): Spread {
  const flat = { width: 2 * (panel.width + gap) + spine, height: panel.height };
  const top = margin;
  const left = { ...panel, left: margin, top };
  const right = { ...panel, left: tidyMm(margin + panel.width + 2 * gap + spine), top };
  const middle = { left: tidyMm(margin + panel.width + gap), top, width: spine, height: panel.height };
  const sides = edge === "right" ? { front: left, back: right } : { front: right, back: left };
  const { width, height } = grown(flat, margin);
  return {
    trimMm: { width: tidyMm(width), height: tidyMm(height) },
    bleedMm,
    spineMm: spine,
    spine: middle,
    ...sides,
  };
}
