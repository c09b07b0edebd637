import type { Box } from "../content/matrix.ts";
import type { FileRule, Rule, Sighting } from "../rule.ts";
import type { SubjectPage } from "../subject.ts";

/** The boxes of every page. */
export const boxes: readonly Rule[] = [
  onPages("x4_media_box", "Every page has a MediaBox, its own or its parents'.", ({ media }) =>
    media ? null : [null, "MediaBox"],
  ),
  onPages("x4_trim_or_art", "Every page has exactly one of TrimBox and ArtBox.", ({ trim, art }) => {
    if (trim && art) return ["both", "TrimBox or ArtBox"];
    return trim || art ? null : ["none", "TrimBox or ArtBox"];
  }),
  onPages("x4_boxes_nested", "MediaBox contains BleedBox contains TrimBox or ArtBox.", (page) => {
    const { media, bleed, trim, art } = page;
    const nested = [media, bleed, trim ?? art].filter((box) => box !== null);
    const isNested = nested.every((box, at) => at === 0 || contains(nested[at - 1], box));
    return isNested ? null : [{ media, bleed, trim: trim ?? art }, "each inside the one before"];
  }),
  onPages(
    "x4_crop_cuts",
    "A CropBox cuts nothing off the trim or the bleed.",
    ({ crop, bleed, trim, art }) => {
      const kept = bleed ?? trim ?? art;
      return !crop || !kept || contains(crop, kept) ? null : [crop, kept];
    },
  ),
  {
    ...onPages(
      "x4_house_rotation",
      "Our own files leave no page turned; the standard lets it be.",
      ({ rotate }) => (rotate === 0 ? null : [rotate, 0]),
    ),
    severity: "info",
  },
];

type Judge = (page: SubjectPage) => readonly [measured: unknown, wanted: unknown] | null;

function onPages(code: string, clause: string, judge: Judge): FileRule {
  const find = ({ pages }: { readonly pages: readonly SubjectPage[] }): Sighting[] =>
    pages.flatMap((page) => {
      const wrong = judge(page);
      return wrong ? [{ page: page.number, measured: wrong[0], wanted: wrong[1] }] : [];
    });
  return { code, severity: "error", clause, find };
}

/** Half a hundredth of a millimetre: numbers with two decimals are nothing to complain of. */
const roundingPt = 0.015;

function contains(outer: Box | undefined, [left, bottom, right, top]: Box): boolean {
  if (!outer) return true;
  const isLeft = outer[0] <= left + roundingPt && outer[1] <= bottom + roundingPt;
  return isLeft && outer[2] >= right - roundingPt && outer[3] >= top - roundingPt;
}
