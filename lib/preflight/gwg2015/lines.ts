import type { Mark } from "../content/marks.ts";
import type { Rule } from "../rule.ts";

const leastPt = 0.25;

/** Lines that a plate can hold. */
export const lines: readonly Rule[] = [
  {
    code: "gwg_hairline",
    severity: "error",
    clause: `Lines, and areas filled as lines, are at least ${leastPt} pt wide.`,
    judge: (mark) => {
      const widthPt = mark.visible ? widthOf(mark) : undefined;
      if (widthPt === undefined || widthPt >= leastPt - 0.002) return null;
      return { measured: Math.round(widthPt * 1000) / 1000, wanted: leastPt };
    },
  },
];

/** A filled area counts when it is thin; one without any width is invisible or a device's pixel. */
function widthOf(mark: Mark): number | undefined {
  if (mark.kind === "stroke") return mark.widthPt;
  if (mark.kind !== "fill") return undefined;
  const [left, bottom, right, top] = mark.box;
  const thin = Math.min(right - left, top - bottom);
  // Dots are no lines: artwork of many small pieces would drown the report.
  return Math.max(right - left, top - bottom) > 8 * leastPt ? thin : undefined;
}
