import type { PDFStream } from "pdf-lib";
import type { Found } from "../pdf/entries.ts";
import type { ColourSpace } from "./colour-space.ts";
import type { Box } from "./matrix.ts";
import type { Paint } from "./state.ts";

interface Common {
  /** From 1. */
  readonly page: number;
  /** In points of the page, UserUnit folded in. */
  readonly box: Box;
  /** False outside the page or the clip, in layers that are off and in masks. */
  readonly visible: boolean;
}

interface Painted extends Common {
  readonly paint: Paint;
  readonly overprint: boolean;
  readonly overprintMode: number;
}

interface Fill extends Painted {
  readonly kind: "fill";
}
interface Stroke extends Painted {
  readonly kind: "stroke";
  readonly widthPt: number;
}
export interface Text extends Painted {
  readonly kind: "text";
  readonly font: Found;
  readonly sizePt: number;
}

/** A picture, or a stencil that the fill colour is painted through. */
export interface Picture extends Painted {
  readonly kind: "picture";
  readonly space: ColourSpace | null;
  readonly stencil: boolean;
  readonly bits: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels for each inch on the page, the lower of both directions. */
  readonly dpi: number;
  /** Null for inline pictures. */
  readonly stream: PDFStream | null;
}
interface Shading extends Common {
  readonly kind: "shading";
  readonly space: ColourSpace | null;
}
/** A transparency group's blend space. */
interface Group extends Common {
  readonly kind: "group";
  readonly space: ColourSpace;
}

/** What a page puts on paper, one by one in painting order. */
export type Mark = Fill | Stroke | Text | Picture | Shading | Group;

/** The colour space a mark was painted in; null where a picture or shading has none that can be read. */
export function spaceOf(mark: Mark): ColourSpace | null {
  if (mark.kind === "shading" || mark.kind === "group") return mark.space;
  if (mark.kind === "picture" && !mark.stencil) return mark.space;
  return mark.paint.space;
}
