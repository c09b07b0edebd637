import { Rejected } from "../order/errors.ts";
import type { Product } from "../order/product.ts";
import type { Finding } from "../order/rendered.ts";
import { severityOf } from "../paper/resolution.ts";
import type { Sheet } from "../paper/sheet.ts";
import { accepted } from "./findings.ts";
import type { Job } from "./job.ts";
import type { Box } from "./pdf/boxes.ts";
import { boxesPt } from "./pdf/boxes.ts";
import type { DrawnPicture, PageUse } from "./pdf/page-use.ts";

/** Where a page is: in the printed document, and in the request. */
export interface PageAt {
  readonly number: number;
  readonly pointer: string;
}

/**
 * A picture over a quarter of the page is what the page is about: too few pixels there and the print is spoilt. Smaller
 * ones, in a layout somebody made, are warned of.
 */
const mainShare = 0.25;

/** Why a page cannot be printed as it was drawn; empty where it can. Throws `fonts_not_embedded`. */
export function reasonsToDraw(
  { foreignFonts, unknownFonts, inlineLzw, cutOff }: PageUse,
  at: PageAt,
): string[] {
  const unknown = [...unknownFonts].sort();
  if (unknown.length > 0) {
    throw new Rejected("fonts_not_embedded", "The PDF lacks fonts it is set in: embed all fonts.", {
      pointer: at.pointer,
      given: { page: at.number, fonts: unknown },
      wanted: "all fonts embedded",
    });
  }
  return [
    ...[...foreignFonts].sort().map((name) => `font not embedded: ${name}`),
    ...(inlineLzw ? ["LZW within the page"] : []),
    ...(cutOff ? ["its drawing is cut off"] : []),
  ];
}

/** The worst picture of a page in print. Throws `resolution_too_low`. */
export function judgePictures(
  pictures: readonly DrawnPicture[],
  { job, sheet, at }: { job: Accepting; sheet: Sheet; at: PageAt },
): Finding[] {
  const { product } = job;
  const { bleed } = boxesPt(sheet);
  const [worst] = pictures
    .filter(({ onto }) => areaIn(onto, bleed) > 0)
    .sort((one, other) => one.dpi - other.dpi);
  const main = pictures.filter(({ onto }) => areaIn(onto, bleed) >= mainShare * areaIn(bleed, bleed));
  const spoilt = main.find(({ dpi }) => severityOf(dpi, product.dpi) === "error");
  if (spoilt && !job.acceptLowResolution) throw tooLow(spoilt.dpi, product, at);
  const severity = worst && severityOf(worst.dpi, product.dpi);
  if (!severity) return [];
  // Small ones are never refused, so nobody had to accept them.
  const said =
    spoilt || severity !== "error" ? accepted(severity) : { severity: "warning" as const, fixed: null };
  return [{ ...lowResolution(worst, { product, at }), ...said }];
}

type Accepting = Pick<Job, "product" | "acceptLowResolution">;

function tooLow(dpi: number, product: Product, { number, pointer }: PageAt): Rejected {
  const wanted = product.dpi.error;
  const given = { page: number, dpi: Math.round(dpi) };
  const detail = `A picture would be printed at ${given.dpi} dpi, less than the ${wanted} that this product needs.`;
  return new Rejected("resolution_too_low", detail, { pointer, given, wanted });
}

function lowResolution(
  { dpi, onto: [left, bottom, right, top] }: DrawnPicture,
  { product, at }: { product: Product; at: PageAt },
): Omit<Finding, "severity" | "fixed"> {
  const mm = (pt: number) => Math.round((pt * 254) / 72) / 10;
  const measured = {
    dpi: Math.round(dpi),
    leftMm: mm(left),
    bottomMm: mm(bottom),
    widthMm: mm(right - left),
    heightMm: mm(top - bottom),
  };
  return { code: "low_resolution", page: at.number, measured, wanted: product.dpi.info };
}

function areaIn([left, bottom, right, top]: Box, [l, b, r, t]: Box): number {
  return (
    Math.max(0, Math.min(right, r) - Math.max(left, l)) * Math.max(0, Math.min(top, t) - Math.max(bottom, b))
  );
}
