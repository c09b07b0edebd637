import type { ColourSpace } from "../content/colour-space.ts";
import { type Inks, inkCount } from "../content/ink.ts";
import type { Mark, Text } from "../content/marks.ts";
import type { MarkRule, Rule, Verdict } from "../rule.ts";

/** Below this, inks that miss each other by a hair make text hard to read. */
const smallPt = 12;
/** Below this even three inks are too many. */
const verySmallPt = 9;
const leastPt = 5;

/** Text that registers, and that can be read. */
export const text: readonly Rule[] = [
  onText("gwg_small_text", "warning", {
    clause: `Text is at least ${leastPt} pt high.`,
    judge: ({ sizePt }) => (tidy(sizePt) < leastPt ? { measured: tidy(sizePt), wanted: leastPt } : null),
  }),
  onText("gwg_small_text_inks", "warning", {
    clause: `Text under ${verySmallPt} pt takes at most two inks.`,
    judge: ({ sizePt, paint: { inks } }) => {
      if (!inks || tidy(sizePt) >= verySmallPt || isRichBlack(inks) || inkCount(inks) <= 2) return null;
      return { measured: { pt: tidy(sizePt), inks: inkCount(inks) }, wanted: { inks: 2 } };
    },
  }),
  onText("gwg_black_text_knocks_out", "warning", {
    clause: `Text under ${smallPt} pt in black alone overprints what is below it.`,
    judge: (mark) => {
      const { inks, space } = mark.paint;
      if (!isSmall(mark) || !inks || !isOnlyBlack(inks) || overprints(mark, space)) return null;
      return { measured: knocksOutBy(mark, space), wanted: "overprint" };
    },
  }),
  onText("gwg_rich_black_text", "error", {
    clause: `Text under ${smallPt} pt is never black mixed with other inks.`,
    judge: (mark) => {
      const { inks } = mark.paint;
      if (!inks || !isSmall(mark) || !isRichBlack(inks)) return null;
      return { measured: { inks: inkCount(inks) }, wanted: "black alone" };
    },
  }),
  onText("gwg_rgb_text", "warning", {
    clause: `Text under ${smallPt} pt is not in RGB, which becomes up to four inks.`,
    judge: (mark) => {
      if (!isSmall(mark) || !isRgb(mark.paint.space) || isGrey(mark.paint.values)) return null;
      return { measured: mark.paint.space.family, wanted: "inks" };
    },
  }),
  onText("gwg_grey_text", "warning", {
    clause: `Grey and black text under ${smallPt} pt is not in RGB or grey of a profile, which becomes four inks.`,
    judge: (mark) => {
      const { space, values } = mark.paint;
      const isManaged = space.family === "CalGray" || (space.family === "ICCBased" && space.channels === 1);
      if (!isSmall(mark) || !(isManaged || (isRgb(space) && isGrey(values)))) return null;
      return { measured: { space: space.family, values }, wanted: "black alone" };
    },
  }),
];

interface TextLaw {
  readonly clause: string;
  readonly judge: (mark: Text) => Verdict | null;
}

function onText(code: string, severity: Rule["severity"], { clause, judge }: TextLaw): MarkRule {
  return {
    code,
    severity,
    clause,
    judge: (mark: Mark) => (mark.kind === "text" && mark.visible ? judge(mark) : null),
  };
}

function tidy(pt: number): number {
  return Math.round(pt * 100) / 100;
}

function isSmall({ sizePt }: Text): boolean {
  return tidy(sizePt) < smallPt;
}

function isOnlyBlack(inks: Inks): boolean {
  return inks.black > 0.995 && inkCount(inks) === 1;
}

/** Eyes take it for black, and it is made of more. */
function isRichBlack(inks: Inks): boolean {
  return inks.black > 0.85 && inkCount(inks) > 1;
}

function isRgb({ family, channels }: ColourSpace): boolean {
  return family === "DeviceRGB" || family === "CalRGB" || (family === "ICCBased" && channels === 3);
}

/** White is no text that anything happens to. */
function isGrey([red = 0, green = 0, blue = 0]: readonly number[]): boolean {
  return Math.max(red, green, blue) - Math.min(red, green, blue) < 0.02 && red < 0.99;
}

/** Black of CMYK leaves the other inks alone in overprint mode 1 only; a black separation always does. */
function overprints({ overprint, overprintMode }: Text, { family }: ColourSpace): boolean {
  if (!overprint) return false;
  return family === "Separation" || family === "DeviceN" || (family === "DeviceCMYK" && overprintMode === 1);
}

function knocksOutBy({ overprint, overprintMode }: Text, { family }: ColourSpace): string {
  if (!overprint) return "knocks out";
  return overprintMode === 1 ? `${family} knocks out` : "overprint mode 0 knocks out";
}
