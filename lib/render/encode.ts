import type { Sharp } from "sharp";
import type { Size } from "../paper/length.ts";
import type { Ink } from "./colour.ts";
import { imageLibrary } from "./image-library.ts";
import type { InkLoop, InkPlanes } from "./ink-loop.ts";
import { inksBy } from "./ink-table.ts";
import { limitInk, ycck } from "./inks.ts";
import { jpegHeader, markers } from "./jpeg-header.ts";
import { isForPress, isSrgb, type OpenedPicture } from "./opened-picture.ts";
import type { Picture } from "./picture.ts";
import type { Press } from "./printing-condition.ts";

/** A picture as it is stored in a document, before anybody knows where it goes. */
export type Encoded = Pick<Picture, "px" | "inks" | "inverted" | "overInked"> & { readonly jpeg: Buffer };

/**
 * Measured by dollars a page of 6.9 MP (seconds of the function, 30 days stored, sent once), where SSIM of every sample
 * is 0.98 at least and the mean colour difference below 1. A megabyte costs what encoding fifty pages does.
 *
 * | quality, tables, Huffman | RGB MB, CPU ms, $/million | CMYK |
 * |-|-|-|
 * | 90, JPEG's own, standard | 1.21, 29, 137 | 2.31, 96, 263 (side by side 2.95, 335) |
 * | 85, mozjpeg's, standard | 0.90, 29, 102 | 1.43, 87, 163 |
 * | 85, mozjpeg's, optimised | 0.84, 78, 96 | 1.33, 158, 153 |
 *
 * The last is a twentieth cheaper and half as fast again: books must also be quick. Cheaper ones fall short: 84 4:2:0
 * (84 $) is 1.13 off in colour, trellis at 84 has SSIM 0.979. Progressive takes printers five times as long to decode.
 */
const encoding = {
  quality: 85,
  chromaSubsampling: "4:4:4",
  quantisationTable: 3,
  optimiseCoding: false,
} as const;

/** Turns a prepared picture into the job's colours and encodes it, once. */
export async function encode(image: Sharp, opened: OpenedPicture, ink: Ink): Promise<Encoded> {
  const { press, inkLimitPercent } = ink;
  if (press && isForPress(opened, press)) return encodeInks(await heldTo(image, inkLimitPercent), press);
  if (press)
    return encodeInks(await turned(inSrgb(image, opened), await inksBy(press, inkLimitPercent)), press);
  const { data, info } = await inSrgb(image, opened).jpeg(encoding).toBuffer({ resolveWithObject: true });
  return { jpeg: data, px: sizeOf(info), inverted: false };
}

/** Of 16-bit pictures with a profile the library makes Display P3, and leaves them there unless told twice. */
function inSrgb(image: Sharp, opened: OpenedPicture): Sharp {
  const isElsewhere = opened.isDeep && !isSrgb(opened);
  return isElsewhere ? image.withIccProfile("srgb", { attach: false }) : image.toColourspace("srgb");
}

interface Inks extends InkPlanes {
  readonly px: Size;
  readonly overInked?: number;
}

/** Inks made for this press stay as they are, within the limit. */
async function heldTo(image: Sharp, limitPercent: number): Promise<Inks> {
  const inks = image.pipelineColourspace("cmyk").toColourspace("cmyk");
  const { data, px } = await pixelsOf(inks, 4);
  const over = limitInk(data, limitPercent);
  return { ...ycck(data), px, overInked: over / (px.width * px.height) };
}

/** Of colours that are converted here nobody could have known that their inks are too many. */
async function turned(image: Sharp, loop: InkLoop): Promise<Inks> {
  const { data, px } = await pixelsOf(image, 3);
  return { ...loop(data), px };
}

async function pixelsOf(image: Sharp, channels: 3 | 4): Promise<{ data: Buffer; px: Size }> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new Error(`the image library made ${info.channels} channels`);
  return { data, px: sizeOf(info) };
}

/**
 * Four channels as YCCK: the encoder alone would store the inks side by side, a third larger. Joined under that name
 * it takes them for CMYK and stores them untransformed; its marker says so and is set right.
 */
async function encodeInks({ colours, black, px, overInked = 0 }: Inks, press: Press): Promise<Encoded> {
  const raw = (channels: 1 | 3) => ({ raw: { ...px, channels }, limitInputPixels: false });
  const sharp = await imageLibrary();
  const image = sharp(colours, raw(3)).joinChannel(black, raw(1)).toColourspace("cmyk");
  const jpeg = await image.jpeg(encoding).toBuffer();
  const adobe = jpegHeader(jpeg)?.segments.find(({ marker }) => marker === markers.adobe);
  if (!adobe) throw new Error("the image library wrote no Adobe marker");
  jpeg[adobe.at + 11] = 2;
  return { jpeg, px, inks: press.profile, inverted: true, overInked };
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}
