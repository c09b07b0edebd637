import type { Mark, Picture } from "../content/marks.ts";
import { isTiny } from "../placed-pictures.ts";
import type { MarkRule, Rule } from "../rule.ts";

/** Effective resolution of pictures as they are placed. */
export const images: readonly Rule[] = [
  atLeast("gwg_bitmap_resolution", 550, {
    severity: "error",
    clause: "Pictures of one bit have at least 550 pixels an inch.",
    concerns: ({ bits }) => bits === 1,
  }),
  atLeast("gwg_image_too_coarse", 150, {
    severity: "error",
    clause: "Pictures have at least 150 pixels an inch.",
    concerns: ({ bits }) => bits > 1,
  }),
  atLeast("gwg_image_coarse", 225, {
    severity: "warning",
    clause: "Pictures should have 225 pixels an inch or more.",
    concerns: ({ bits, dpi }) => bits > 1 && Math.round(dpi) >= 150,
  }),
];

interface Resolution {
  readonly severity: Rule["severity"];
  readonly clause: string;
  readonly concerns: (picture: Picture) => boolean;
}

function atLeast(code: string, leastDpi: number, { severity, clause, concerns }: Resolution): MarkRule {
  const judge = (mark: Mark) => {
    if (mark.kind !== "picture" || !mark.visible || isTiny(mark) || !concerns(mark)) return null;
    const dpi = Math.round(mark.dpi);
    return dpi < leastDpi ? { measured: dpi, wanted: leastDpi } : null;
  };
  return { code, severity, clause, judge };
}
