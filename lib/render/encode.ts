import sharp, { type Sharp } from "sharp";
import type { Size } from "../paper/length.ts";
import type { Ink } from "./colour.ts";
import { emptyTiff, limitInk, ycck } from "./inks.ts";
import { jpegHeader, markers } from "./jpeg-header.ts";
import { isForPress, type OpenedPicture } from "./opened-picture.ts";
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
  const { press, inkLimitPercent: limitPercent } = ink;
  if (press) return encodeInks(await inksOf(image, opened, { press, limitPercent }), press);
  const { data, info } = await image
    .toColourspace("srgb")
    .jpeg(encoding)
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, px: sizeOf(info), inverted: false };
}

interface Limits {
  readonly press: Press;
  readonly limitPercent: number;
}

interface Inks {
  readonly tiff: Buffer;
  readonly px: Size;
  readonly overInked: number;
}

/**
 * Inks made for this press stay as they are; the rest is converted by its profile alone: naming the colour space as
 * well would convert twice, first by a profile of no press.
 */
async function inksOf(image: Sharp, opened: OpenedPicture, { press, limitPercent }: Limits): Promise<Inks> {
  const inks = isForPress(opened, press)
    ? image.pipelineColourspace("cmyk").toColourspace("cmyk")
    : image.withIccProfile(press.path, { attach: false });
  const { data, info } = await inks.raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new Error(`the image library made ${info.channels} inks`);
  const px = sizeOf(info);
  const { tiff, pixels } = emptyTiff(px);
  const over = limitInk({ data, px }, limitPercent);
  ycck(data, pixels);
  // Of colours that were converted here nobody could have known.
  return { tiff, px, overInked: isForPress(opened, press) ? over / (px.width * px.height) : 0 };
}

/**
 * Four channels as YCCK: the encoder alone would store the inks side by side, a third larger. Its marker says that
 * they are untransformed, so that is set right.
 */
async function encodeInks({ tiff, px, overInked }: Inks, press: Press): Promise<Encoded> {
  const image = sharp(tiff, { limitInputPixels: false });
  const jpeg = await image.pipelineColourspace("cmyk").toColourspace("cmyk").jpeg(encoding).toBuffer();
  const adobe = jpegHeader(jpeg)?.segments.find(({ marker }) => marker === markers.adobe);
  if (!adobe) throw new Error("the image library wrote no Adobe marker");
  jpeg[adobe.at + 11] = 2;
  return { jpeg, px, inks: press.profile, inverted: true, overInked };
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}
