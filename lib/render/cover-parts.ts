import { join } from "node:path";
import { type Color, PDFDocument, type PDFFont, type PDFPage } from "pdf-lib";
import type { Finding } from "../order/rendered.ts";
import type { Spread } from "../paper/cover.ts";
import { mmToPt, type Rect } from "../paper/length.ts";
import { place } from "../paper/placement.ts";
import { mediaMm } from "../paper/sheet.ts";
import { spineLine, spineTextMinPages } from "../paper/spine-text.ts";
import { embedTypeface, printable } from "../typeface/typeface.ts";
import type { Bench, MadeDocument } from "./bench.ts";
import { layOut } from "./cover-layout.ts";
import { type Setting, setSpine, setTitles } from "./cover-text.ts";
import { drawPicture, tagColours } from "./draw-picture.ts";
import { judgeInks, judgePlacement } from "./findings.ts";
import type { JobCover, JobSource } from "./job.ts";
import { blackFor, markOnPage } from "./marks.ts";
import { areaColour, letterColour, luminance, overprintBlack } from "./our-colours.ts";
import { writeContext } from "./pdf/write-context.ts";
import { type Picture, picture, uprightPx } from "./picture.ts";
import { addSheet } from "./place-page.ts";
import { coverSheet } from "./printed-sheet.ts";
import { rasterised } from "./rasterise.ts";

type Parts = Extract<JobCover, { kind: "parts" }>;

/** What a cover from parts is made of. */
export interface PartsWish {
  readonly spread: Spread;
  readonly parts: Parts;
  readonly image: JobSource | undefined;
  /** Inside pages: thin books carry no text on their spine. */
  readonly pages: number;
}

/** Draws a cover from its parts: picture and title on the front, text along the spine, one colour all round. */
export async function coverFromParts(bench: Bench, wish: PartsWish): Promise<MadeDocument> {
  const { job, ink, about, tell } = bench;
  const { spread, parts } = wish;
  const sheet = coverSheet(job, spread);
  const media = mediaMm(sheet);
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const font = await embedTypeface(pdf);
  const words = wordsOf(font, parts);
  const layout = layOut(spread, {
    hasImage: wish.image !== undefined,
    hasText: Boolean(words.title ?? words.subtitle),
  });
  const page = addSheet(pdf, sheet);
  const profile = tagColours(pdf, page, ink);
  paint(page, { ...media, left: 0, top: 0 }, await areaColour(parts.background ?? white, ink));
  const front = layout.image && wish.image ? await frontPicture(bench, wish.image, layout.image) : null;
  if (front) await drawPicture({ pdf, page, profile }, front.drawn, media);
  const colour = await letterColour(textColour(parts), ink);
  const setting = { page, font, media, colour };
  overprintBlack(page, colour);
  setTitles(setting, layout.text, words);
  const dropped = setSpineText(setting, wish, {
    area: layout.spine,
    text: words.spineText,
    binding: job.product.binding,
  });
  const { context } = pdf;
  const mark = markOnPage(sheet, false, blackFor(ink));
  if (mark) page.node.addContentStream(context.register(context.flateStream(mark)));
  const path = join(job.outFolder, "cover.pdf");
  const written = await writeContext(pdf, path, about("cover"));
  tell("cover 1");
  const findings = [...(front?.findings ?? []), ...dropped];
  const place = { folder: job.outFolder, role: "cover", safeMm: job.product.safeMm, findings } as const;
  const previews = await rasterised(path, sheet, { ...place, pages: 1 });
  return { made: { role: "cover", path, ...written, pages: 1, ...sheet }, previews, findings };
}

interface Words {
  readonly title?: string;
  readonly subtitle?: string;
  readonly spineText?: string;
}

function wordsOf(font: PDFFont, parts: Parts): Words {
  const words: { -readonly [word in keyof Words]: Words[word] } = {};
  for (const word of ["title", "subtitle", "spineText"] as const) {
    const text = printable(font, parts[word] ?? "", `/cover/${word}`);
    if (text) words[word] = text;
  }
  return words;
}

async function frontPicture(
  { job, ink }: Bench,
  source: JobSource,
  area: Rect,
): Promise<{ drawn: Picture; findings: Finding[] }> {
  const placement = place(uprightPx(source), { media: area, face: area }, job.fit);
  const placed = judgePlacement(placement, job, { page: null, pointer: source.pointer });
  const drawn = await picture({ source, placement, fit: job.fit, ink });
  return { drawn, findings: [...placed, ...judgeInks(drawn, ink.inkLimitPercent, null)] };
}

function setSpineText(
  setting: Setting,
  { pages, spread }: PartsWish,
  { area, text, binding }: { area: Rect; text: string | undefined; binding: string },
): Finding[] {
  if (!text) return [];
  const line = spineLine(binding, pages, area);
  if (line && setSpine(setting, area, { text, line })) return [];
  const measured = { pages, spineMm: spread.spineMm };
  const wanted = { pages: spineTextMinPages(binding) };
  return [
    {
      code: "spine_text_dropped",
      severity: "warning",
      page: null,
      measured,
      wanted,
      fixed: "left off the spine",
    },
  ];
}

const white = "#ffffff";
const black = "#000000";

function paint(page: PDFPage, { left, top, width, height }: Rect, color: Color): void {
  page.drawRectangle({
    x: mmToPt(left),
    y: mmToPt(top),
    width: mmToPt(width),
    height: mmToPt(height),
    color,
  });
}

/** Black or white, whichever reads better, where no colour is given. */
function textColour({ background = white, textColour: given }: Parts): string {
  return given ?? (luminance(background) > 0.5 ? black : white);
}
