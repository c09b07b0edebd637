import type { Census } from "../census.ts";
import { totalInk } from "../content/ink.ts";
import type { Mark } from "../content/marks.ts";
import { spaceOf } from "../content/marks.ts";
import type { Rule, Sighting } from "../rule.ts";
import type { Subject } from "../subject.ts";
import { pictureInk } from "./picture-ink.ts";

/** How inks lie on each other. */
export const inks: readonly Rule[] = [
  {
    code: "gwg_white_overprint",
    severity: "error",
    clause: "White never overprints: it would vanish.",
    judge: (mark) => {
      if (!mark.visible || !("paint" in mark) || !mark.overprint || !isVanishing(mark)) return null;
      return { measured: `white ${mark.kind} overprints`, wanted: "knocks out", about: mark.kind };
    },
  },
  {
    code: "gwg_total_ink",
    severity: "error",
    clause: "All inks together stay within the limit (300% unless the printer says otherwise).",
    judge: (mark, { wishes }) => {
      if (!mark.visible || !("paint" in mark) || isPicture(mark)) return null;
      const percent = mark.paint.inks ? Math.round(totalInk(mark.paint.inks)) : 0;
      return percent > wishes.inkLimitPercent ? { measured: percent, wanted: wishes.inkLimitPercent } : null;
    },
  },
  {
    code: "gwg_total_ink_picture",
    severity: "error",
    clause: "Pictures of inks stay within the limit too, but for single pixels.",
    conclude: inkOfPictures,
  },
  {
    code: "gwg_blend_space",
    severity: "warning",
    clause: "Transparency is blended in CMYK, or in the output intent's colours where no space is said.",
    judge: (mark) =>
      mark.kind === "group" && mark.space.channels !== 4
        ? { measured: `${mark.space.family} of ${mark.space.channels}`, wanted: "four channels" }
        : null,
  },
];

function isPicture(mark: Mark): boolean {
  return mark.kind === "picture" && !mark.stencil;
}

/** A white of CMYK vanishes in overprint mode 1; in mode 0 it removes the process inks as it should. */
function isVanishing(mark: Extract<Mark, { paint: unknown }>): boolean {
  const { inks: found, space } = mark.paint;
  if (isPicture(mark) || !found || totalInk(found) > 0.5) return false;
  return space.family !== "DeviceCMYK" || mark.overprintMode === 1;
}

/** Pictures looked into; more would take longer than a check should. */
const maxPictures = 500;

async function inkOfPictures({ pictures }: Census, { wishes }: Subject): Promise<Sighting[]> {
  const found: Sighting[] = [];
  const inked = [...pictures].filter(([, picture]) => spaceOf(picture)?.channels === 4);
  for (const [stream, { page, box }] of inked.slice(0, maxPictures)) {
    const percent = await pictureInk(stream);
    if (percent === undefined || percent <= wishes.inkLimitPercent) continue;
    found.push({ page, box, measured: percent, wanted: wishes.inkLimitPercent });
  }
  return found;
}
