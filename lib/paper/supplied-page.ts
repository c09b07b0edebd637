import type { Rect, Size } from "./length.ts";
import { mediaMm, type Sheet, trimRect } from "./sheet.ts";

/** A page that somebody made elsewhere, upright, in mm; boxes from the top left corner of its MediaBox. */
export interface SuppliedPage {
  readonly media: Size;
  readonly crop: Rect | null;
  readonly trim: Rect | null;
}

/** Where the trim of a supplied page is, and what must be done to print it. */
export interface Located {
  readonly trim: Rect;
  /** Stretches the supplied trim onto the sheet's, at most 2% apart from each other. */
  readonly scale: Size;
  /** False where the bleed must be made. */
  readonly hasBleed: boolean;
  /** True where the size was another one, not only rounded differently. */
  readonly scaled: boolean;
}

/** Sizes this near are the same size, written by another program. */
const sameMm = 1;
const roundingMm = 0.25;
const aspectTolerance = 0.02;

/**
 * Finds the trim: what TrimBox says; else a page of trim and bleed; else a page of trim size; else any size of
 * the same proportions, which is scaled. Null where none fits. A TrimBox that merely repeats the MediaBox says
 * nothing.
 */
export function locateTrim(page: SuppliedPage, sheet: Sheet): Located | null {
  const boxes = boxesOf(page);
  const { crop } = page;
  const bled = boxes.find((box) => alike(box, mediaMm(sheet), sameMm));
  const exact = boxes.find((box) => alike(box, sheet.trimMm, sameMm));
  const stated = page.trim && alike(page.trim, sheet.trimMm, sameMm) ? page.trim : null;
  const found =
    stated ?? (bled && insetBy(bled, sheet)) ?? exact ?? boxes.find((box) => sameAspect(box, sheet));
  if (!found) return null;
  // What was cropped away was not meant to be seen: a trim that the crop alone tells has no bleed beyond it.
  const room = crop && isInside(found, crop) && !stated ? crop : { left: 0, top: 0, ...page.media };
  return located(found, room, sheet);
}

/** What a page of another size is about: its trim, else what is shown of it, else all of it. */
export function boxOf({ media, crop, trim }: SuppliedPage): Rect {
  return trim ?? crop ?? { left: 0, top: 0, ...media };
}

/** Lays a page of any proportions onto the sheet: whole, with white beside it, or stretched. */
export function locateWhole(page: SuppliedPage, sheet: Sheet, how: "fit" | "stretch"): Located {
  const box = boxOf(page);
  if (how === "stretch") return located(box, { left: 0, top: 0, ...page.media }, sheet);
  const { trimMm } = sheet;
  const scale = Math.min(trimMm.width / box.width, trimMm.height / box.height);
  const width = trimMm.width / scale;
  const height = trimMm.height / scale;
  const left = box.left - (width - box.width) / 2;
  const top = box.top - (height - box.height) / 2;
  // White needs no bleed made, and the edges that reach the trim are the page's own.
  return {
    trim: { left, top, width, height },
    scale: { width: scale, height: scale },
    hasBleed: true,
    scaled: true,
  };
}

/** By how much a located page's area grows in print: 2 for A5 on A4. */
export function enlargement({ scale }: Located): number {
  return scale.width * scale.height;
}

/** True for two pages of the sheet side by side, with or without bleed. */
export function isSpreadOf({ width, height }: Size, sheet: Sheet): boolean {
  const { trimMm, bleedMm } = sheet;
  const twice = { width: 2 * trimMm.width, height: trimMm.height };
  return (
    alike({ width, height }, twice, sameMm) ||
    alike(
      { width, height },
      { width: twice.width + 2 * bleedMm, height: twice.height + 2 * bleedMm },
      sameMm,
    ) ||
    alike({ width, height }, { width: twice.width + 4 * bleedMm, height: twice.height + 2 * bleedMm }, sameMm)
  );
}

function boxesOf({ media, crop, trim }: SuppliedPage): Rect[] {
  const whole = { left: 0, top: 0, ...media };
  return [trim, whole, crop].filter((box) => box !== null);
}

function isInside(box: Rect, other: Rect): boolean {
  return (
    box.left >= other.left - roundingMm &&
    box.top >= other.top - roundingMm &&
    box.left + box.width <= other.left + other.width + roundingMm &&
    box.top + box.height <= other.top + other.height + roundingMm
  );
}

function located(trim: Rect, around: Rect, sheet: Sheet): Located {
  const scale = { width: sheet.trimMm.width / trim.width, height: sheet.trimMm.height / trim.height };
  const room = Math.min(
    (trim.left - around.left) * scale.width,
    (trim.top - around.top) * scale.height,
    (around.left + around.width - trim.left - trim.width) * scale.width,
    (around.top + around.height - trim.top - trim.height) * scale.height,
  );
  return {
    trim,
    scale,
    hasBleed: room >= sheet.bleedMm - roundingMm,
    scaled: !alike(trim, sheet.trimMm, sameMm),
  };
}

function insetBy(box: Rect, sheet: Sheet): Rect {
  const media = mediaMm(sheet);
  const { left, top, width, height } = trimRect(sheet);
  const across = box.width / media.width;
  const down = box.height / media.height;
  return {
    left: box.left + left * across,
    top: box.top + top * down,
    width: width * across,
    height: height * down,
  };
}

function alike(box: Size, wanted: Size, toleranceMm: number): boolean {
  const across = Math.abs(box.width - wanted.width);
  return Math.max(across, Math.abs(box.height - wanted.height)) <= toleranceMm;
}

function sameAspect(box: Size, { trimMm }: Sheet): boolean {
  const ratio = box.width / box.height / (trimMm.width / trimMm.height);
  return Math.abs(ratio - 1) <= aspectTolerance;
}
