import type { GuideKind } from "./cover-guides.ts";

/** Red, green and blue, 0 to 1, that tell guides apart on any picture; dashed where nothing is cut or folded. */
export const guideInks: Readonly<
  Record<GuideKind, { rgb: readonly [number, number, number]; dashed: boolean }>
> = {
  bleed: { rgb: [0.85, 0, 0], dashed: false },
  trim: { rgb: [0, 0, 0], dashed: false },
  turn_in: { rgb: [0.55, 0.3, 0], dashed: true },
  panel: { rgb: [0.35, 0.35, 0.35], dashed: false },
  fold: { rgb: [0, 0.35, 0.85], dashed: true },
  joint: { rgb: [0.5, 0, 0.6], dashed: true },
  spine_text: { rgb: [0, 0.5, 0.5], dashed: true },
  safe: { rgb: [0, 0.55, 0.1], dashed: true },
};

/** Of all labels, in mm; their letters are 0.6 of it wide, as in every Courier. */
export const labelMm = 2.4;
/** Of all outlines: a hairline would vanish on some screens. */
export const strokeMm = 0.2;
export const dashMm: readonly [on: number, off: number] = [2, 1];
