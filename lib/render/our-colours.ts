import { type Color, cmyk, PDFName, type PDFPage, rgb, setGraphicsState } from "pdf-lib";
import type { Ink } from "./colour.ts";
import { imageLibrary } from "./image-library.ts";

/** The colour of an area of ours, given as `#rrggbb`, as the job's pages print it. */
export async function areaColour(hex: string, { press }: Ink): Promise<Color> {
  const [red, green, blue] = channels(hex);
  if (!press) return rgb(red, green, blue);
  const sharp = await imageLibrary();
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: hex } });
  const [c = 0, m = 0, y = 0, k = 0] = await dot
    .withIccProfile(press.path, { attach: false })
    .raw()
    .toBuffer();
  return cmyk(share(c), share(m), share(y), share(k));
}

/**
 * The colour of letters: on a press black and greys are black ink alone, because four inks never meet exactly on
 * something that small.
 */
export async function letterColour(hex: string, ink: Ink): Promise<Color> {
  const [red, green, blue] = channels(hex);
  if (ink.intent && red === green && green === blue) return cmyk(0, 0, 0, 1 - red);
  return areaColour(hex, ink);
}

const overprint = PDFName.of("Overprint");

/**
 * Lets black letters print on top of what lies below, so that no white shows round them when plates shift. Where they
 * are of any other colour, above all white, they must knock it out.
 */
export function overprintBlack(page: PDFPage, colour: Color): void {
  if (!isBlackInk(colour)) return;
  page.node.setExtGState(overprint, page.doc.context.obj({ Type: "ExtGState", OP: true, op: true, OPM: 1 }));
  page.pushOperators(setGraphicsState(overprint));
}

function isBlackInk(colour: Color): boolean {
  return colour.type === "CMYK" && colour.key === 1 && colour.cyan + colour.magenta + colour.yellow === 0;
}

/** 0 dark to 1 light. */
export function luminance(hex: string): number {
  const [red, green, blue] = channels(hex);
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function channels(hex: string): [number, number, number] {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [channel(1), channel(3), channel(5)];
}

/** To a tenth of a percent, as people read inks. */
function share(byte: number): number {
  return Math.round((byte / 255) * 1000) / 1000;
}
