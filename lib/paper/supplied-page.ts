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
  const bled = boxes.find((box) => alike(box, mediaMm(sheet), sameMm));
  const exact = boxes.find((box) => alike(box, sheet.trimMm, sameMm));
  const stated = page.trim && alike(page.trim, sheet.trimMm, sameMm) ? page.trim : null;
  const found =
    stated ?? (bled && insetBy(bled, sheet)) ?? exact ?? boxes.find((box) => sameAspect(box, sheet));
  return found ? located(found, page.media, sheet) : null;
}

function boxesOf({ media, crop, trim }: SuppliedPage): Rect[] {
  const whole = { left: 0, top: 0, ...media };
  return [trim, whole, crop].filter((box) => box !== null);
}

function located(trim: Rect, media: Size, sheet: Sheet): Located {
  const scale = { width: sheet.trimMm.width / trim.width, height: sheet.trimMm.height / trim.height };
  const room = Math.min(
    trim.left * scale.width,
    trim.top * scale.height,
    (media.width - trim.left - trim.width) * scale.width,
    (media.height - trim.top - trim.height) * scale.height,
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
