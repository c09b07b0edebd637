import { join } from "node:path";
import type { Finding } from "../order/rendered.ts";
import type { Rect } from "../paper/length.ts";
import { type Areas, place } from "../paper/placement.ts";
import { faceRect, mediaMm, type Sheet, sheetOf } from "../paper/sheet.ts";
import type { Bench, MadeDocument } from "./bench.ts";
import type { Ink } from "./colour.ts";
import { writePictureBook } from "./document.ts";
import { judgePlacement } from "./findings.ts";
import { inFlight } from "./in-flight.ts";
import type { Job, JobSource, MadePreview } from "./job.ts";
import { type Picture, type PictureWish, picture, uprightPx } from "./picture.ts";
import { previewPages, previewPicture } from "./preview.ts";
import { insideSheet } from "./printed-sheet.ts";

/** Pages that are decoded, scaled and encoded at the same time: one for each core of a Lambda this size. */
const pagesInFlight = 2;

/** A picture this near to the edge of a canvas's face reaches it. */
const sameEdgeMm = 0.5;

/** Lays pictures out one a page in the order of `order`; null leaves a page blank. Judges all before decoding any. */
export async function insideFromImages(
  { job, ink, about, tell }: Bench,
  sources: readonly JobSource[],
  order: readonly (number | null)[],
): Promise<MadeDocument> {
  const sheet = insideSheet(job, order);
  const wishes = order.map((at) => wishFor(job, ink, at === null ? undefined : sources[at]));
  const findings = wishes.flatMap((wish, at) => judged(job, wish, at + 1));
  const previews: MadePreview[] = [];
  const turn = async (wish: PictureWish | null, at: number) => {
    const drawn = wish && (await picture(wish));
    return { drawn, preview: await previewed(drawn, { job, sheet, page: at + 1 }) };
  };
  async function* pages(): AsyncGenerator<Picture | null> {
    let page = 0;
    for await (const { drawn, preview } of inFlight(wishes, pagesInFlight, turn)) {
      if (preview) previews.push(preview);
      yield drawn;
      page += 1;
      tell(`inside ${page}`);
    }
  }
  const path = join(job.outFolder, "inside.pdf");
  const written = await writePictureBook({ path, sheet, ink, about: about("inside"), pages: pages() });
  return { made: { role: "inside", path, ...written, pages: order.length, ...sheet }, previews, findings };
}

function wishFor(job: Job, ink: Ink, source: JobSource | undefined): PictureWish | null {
  if (!source) return null;
  const areas = areasOf(job);
  const placement = place(uprightPx(source), areas, job.fit);
  return { source, placement, fit: job.fit, ink, mirrorTo: mirrored(job, areas, placement.onto) };
}

function areasOf({ product }: Job): Areas {
  return { media: { left: 0, top: 0, ...mediaMm(sheetOf(product)) }, face: faceRect(product) };
}

/** On a canvas a picture that fits runs round the bar as its own mirror image, where it reaches the bar. */
function mirrored({ product, fit }: Job, { face }: Areas, onto: Rect): Rect | undefined {
  if (product.binding !== "canvas" || fit !== "fit") return undefined;
  const acrossMm = onto.left - face.left < sameEdgeMm ? face.left : 0;
  const downMm = onto.top - face.top < sameEdgeMm ? face.top : 0;
  return {
    left: onto.left - acrossMm,
    top: onto.top - downMm,
    width: onto.width + 2 * acrossMm,
    height: onto.height + 2 * downMm,
  };
}

function judged({ product }: Job, wish: PictureWish | null, page: number): Finding[] {
  if (!wish) return [];
  return judgePlacement(wish.placement, product, { page, pointer: wish.source.pointer });
}

async function previewed(
  drawn: Picture | null,
  { job, sheet, page }: { job: Job; sheet: Sheet; page: number },
): Promise<MadePreview | null> {
  if (page > previewPages) return null;
  return previewPicture(drawn, sheet, { folder: job.outFolder, role: "inside", page });
}
