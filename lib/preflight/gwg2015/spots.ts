import { createHash } from "node:crypto";
import { PDFRawStream } from "pdf-lib";
import type { Census, SpotUse } from "../census.ts";
import type { ColourSpace } from "../content/colour-space.ts";
import { type Mark, spaceOf } from "../content/marks.ts";
import { type Box, isTurnedOut, overlap } from "../content/matrix.ts";
import { dictIn, type Found } from "../pdf/entries.ts";
import type { Rule, Sighting } from "../rule.ts";
import type { Subject } from "../subject.ts";

/** Inks besides the four. */
export const spots: readonly Rule[] = [
  {
    code: "gwg_spot_count",
    severity: "error",
    clause:
      "There are no more spot inks than the press has units for (two unless the printer says otherwise).",
    conclude: ({ spots: found }: Census, { wishes }: Subject): Sighting[] =>
      found.size > wishes.maxSpots
        ? [{ page: null, measured: [...found.keys()], wanted: `at most ${wishes.maxSpots}` }]
        : [],
  },
  {
    code: "gwg_spot_all",
    severity: "error",
    clause: "The ink All, which is every ink at once, is for marks outside the trim only.",
    judge: (mark, subject) =>
      mark.visible && usesInk(mark, "All") && touches(mark.box, subject.pages[mark.page - 1]?.trim)
        ? { measured: "All inside the trim", wanted: "All outside the trim" }
        : null,
  },
  {
    code: "gwg_spot_none",
    severity: "warning",
    clause: "Nothing is drawn in the ink None, which prints nothing.",
    judge: (mark) =>
      mark.visible && spaceOf(mark)?.family === "Separation" && usesInk(mark, "None")
        ? { measured: "None", wanted: "an ink" }
        : null,
  },
  {
    code: "gwg_spot_alternates",
    severity: "warning",
    clause: "One spot ink is defined in one way throughout the document.",
    conclude: ({ spots: found }: Census): Sighting[] =>
      [...found].flatMap(([name, uses]) => {
        const definitions = new Map(
          [...uses].filter(([tint]) => tint).map(([tint, use]) => [printOf(tint, use), use]),
        );
        const [, second] = definitions.values();
        const measured = { name, definitions: definitions.size };
        return second ? [{ page: second.page, measured, wanted: { definitions: 1 }, about: name }] : [];
      }),
  },
  {
    code: "gwg_spot_names",
    severity: "warning",
    clause: "No two spot inks have names that differ in capitals, blanks or the paper's suffix only.",
    conclude: ({ spots: found }: Census): Sighting[] => {
      const alike = Map.groupBy(found.keys(), plainName);
      return [...alike.values()]
        .filter((names) => names.length > 1)
        .map((names) => ({ page: null, measured: names, wanted: "one name", about: names[0] ?? "" }));
    },
  },
];

function usesInk(mark: Mark, ink: string): boolean {
  const space: ColourSpace | null = spaceOf(mark);
  return space?.colorants.includes(ink) ?? false;
}

function touches(box: Box, trim: Box | null | undefined): boolean {
  return !trim || !isTurnedOut(overlap(box, trim));
}

/** Two copies of one definition are the same definition. */
function printOf(tint: Found, { space }: SpotUse): string {
  const hash = createHash("sha256")
    .update(space.behind?.family ?? "")
    .update(String(dictIn(tint) ?? tint));
  if (tint instanceof PDFRawStream) hash.update(tint.contents);
  return hash.digest("hex");
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]+/g, "")
    .replace(/(?<=\d)(c|u|m|cv|cvc|cvu|cp|up)$/, "");
}
