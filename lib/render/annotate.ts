import { pagesOf, placeOf } from "../order/finding-place.ts";
import type { Finding } from "../order/rendered.ts";
import type { Rect } from "../paper/length.ts";
import type { PageDrawing, PageNote } from "../paper/page-drawing.ts";
import { mediaMm, trimRect } from "../paper/sheet.ts";
import type { PrintedSheet } from "./printed-sheet.ts";

/** Which page is drawn over, and with what. */
export interface PageAbout {
  readonly page: number;
  readonly safeMm: number;
  /** Of the whole document. */
  readonly findings: readonly Finding[];
}

/** How a length on paper becomes one in a picture of it, and how far down the picture the bleed begins. */
interface Scale {
  readonly pxPerMm: number;
  readonly slugMm: number;
}

/** What to draw over the picture of a page: its boxes, where it folds, and what was found on it. */
export function drawingOf(sheet: PrintedSheet, about: PageAbout, { pxPerMm, slugMm }: Scale): PageDrawing {
  const px = ({ left, top, width, height }: Rect): Rect => ({
    left: left * pxPerMm,
    top: (top + slugMm) * pxPerMm,
    width: width * pxPerMm,
    height: height * pxPerMm,
  });
  const { folds, looked } = areasOf(sheet);
  return {
    trim: px(trimRect(sheet)),
    bleed: sheet.bleedMm > 0 ? px({ left: 0, top: 0, ...mediaMm(sheet) }) : null,
    safe: looked.map((area) => px(inset(area, about.safeMm))),
    folds: folds.map(px),
    notes: about.findings
      .filter((finding) => isOn(finding, about.page))
      .map((finding) => noteOf(finding, sheet, px)),
  };
}

/** Areas that are looked at, and what they fold along; from the corner of the bleed. */
function areasOf({ boardsMm, faceMm, ...sheet }: PrintedSheet): { folds: Rect[]; looked: Rect[] } {
  const trim = trimRect(sheet);
  const placed = (rect: Rect) => ({ ...rect, left: rect.left + trim.left, top: rect.top + trim.top });
  if (faceMm) return { folds: [placed(faceMm)], looked: [placed(faceMm)] };
  if (!boardsMm) return { folds: [], looked: [trim] };
  const boards = [placed(boardsMm.front), placed(boardsMm.back)];
  return { folds: [...boards, placed(boardsMm.spine)], looked: boards };
}

/** A cover's findings name no page: it has but one. */
function isOn(finding: Finding, page: number): boolean {
  return finding.page === null ? page === 1 : pagesOf(finding).includes(page);
}

function noteOf(finding: Finding, sheet: PrintedSheet, px: (rect: Rect) => Rect): PageNote {
  const { code, severity } = finding;
  const place = placeOf(finding);
  if (!place) return { code, severity, places: [] };
  const { leftMm: left, bottomMm, widthMm: width, heightMm: height } = place;
  const top = mediaMm(sheet).height - bottomMm - height;
  return { code, severity, places: [px({ left, top, width, height })] };
}

function inset({ left, top, width, height }: Rect, by: number): Rect {
  return { left: left + by, top: top + by, width: width - 2 * by, height: height - 2 * by };
}
