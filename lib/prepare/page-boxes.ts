import { PDFArray, PDFNumber, type PDFObject } from "pdf-lib";
import type { MeasuredPage } from "../order/measured.ts";
import { inheritedEntry, ownEntry, type PageNode } from "./page-tree.ts";

const mmPerPt = 25.4 / 72;
/** Sides outside 3 mm to 10 m are mistakes or traps. */
const minSideMm = 3;
const maxSideMm = 10_000;

/** Left, bottom, right, top in units of the page. */
interface Box {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/**
 * Size of a page as a reader shows it: CropBox within MediaBox, turned by Rotate, scaled by UserUnit, in mm.
 * Undefined where no sane size comes out.
 */
export function pageSize(leaf: PageNode): MeasuredPage | undefined {
  const media = boxOf(inheritedEntry(leaf, "MediaBox"));
  const crop = boxOf(inheritedEntry(leaf, "CropBox"));
  const shown = media && crop ? overlap(crop, media) : media;
  const trim = boxOf(ownEntry(leaf, "TrimBox"));
  const rotate = rotationOf(leaf);
  const scale = unitOf(leaf) * mmPerPt;
  const mediaMm = shown && sane(sizeOf(shown, { rotate, scale }));
  if (!media || !mediaMm) return undefined;
  const printed = trim && overlap(trim, media);
  return { mediaMm, trimMm: (printed && sane(sizeOf(printed, { rotate, scale }))) ?? null, rotate };
}

function boxOf(box: PDFObject | undefined): Box | undefined {
  if (!(box instanceof PDFArray) || box.size() < 4) return undefined;
  const [x1, y1, x2, y2] = [0, 1, 2, 3].map((place) => numberIn(box.lookup(place)));
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return undefined;
  return { from: [Math.min(x1, x2), Math.min(y1, y2)], to: [Math.max(x1, x2), Math.max(y1, y2)] };
}

/** Undefined when they do not touch. */
function overlap(a: Box, b: Box): Box | undefined {
  const from = [Math.max(a.from[0], b.from[0]), Math.max(a.from[1], b.from[1])] as const;
  const to = [Math.min(a.to[0], b.to[0]), Math.min(a.to[1], b.to[1])] as const;
  return from[0] < to[0] && from[1] < to[1] ? { from, to } : undefined;
}

/** Quarter turns clockwise as 0, 90, 180 or 270; readers ignore anything else. */
function rotationOf(leaf: PageNode): number {
  const turned = (((numberIn(inheritedEntry(leaf, "Rotate")) ?? 0) % 360) + 360) % 360;
  return turned % 90 === 0 ? turned : 0;
}

function unitOf(leaf: PageNode): number {
  const unit = numberIn(ownEntry(leaf, "UserUnit")) ?? 1;
  return unit > 0 ? unit : 1;
}

function sizeOf({ from, to }: Box, { rotate, scale }: { rotate: number; scale: number }) {
  const across = (to[0] - from[0]) * scale;
  const up = (to[1] - from[1]) * scale;
  return rotate % 180 === 0 ? { width: across, height: up } : { width: up, height: across };
}

function sane(size: { width: number; height: number }) {
  const isSane = [size.width, size.height].every((side) => side >= minSideMm && side <= maxSideMm);
  return isSane ? size : undefined;
}

function numberIn(value: unknown): number | undefined {
  const number = value instanceof PDFNumber ? value.asNumber() : undefined;
  return Number.isFinite(number) ? number : undefined;
}
