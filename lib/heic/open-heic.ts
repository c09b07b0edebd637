import { type DecodedImage, forgetLibheif, type Held, type Libheif, libheif } from "./libheif.ts";

/** Pixels as they are looked at: rows from the top, 8 bits a channel, no gaps. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** A HEIC file's main picture. Its size is upright: the container's turns count, EXIF's must not be applied again. */
export interface Heic {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  /** ICC; without one its colours are sRGB. */
  readonly profile: Buffer | undefined;
  /** Throws HeicError where the data is cut off or broken. */
  decode(): Pixels;
}

/** The file's fault. */
export class HeicError extends Error {}

/** Lends the main picture of a HEIC file and frees its memory. Throws HeicError where there is none. */
export function withHeic<T>(file: Buffer, work: (heic: Heic) => T): T {
  const heif = libheif();
  try {
    return lend(heif, file, work);
  } catch (error) {
    if (!isTrap(error)) throw error;
    // What trapped once is in no state to go on.
    forgetLibheif();
    throw new HeicError("the decoder broke down over it", { cause: error });
  }
}

/** WebAssembly.RuntimeError, a class that the types here know only by its name. */
function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === "RuntimeError";
}

function lend<T>(heif: Libheif, file: Buffer, work: (heic: Heic) => T): T {
  const context = heif.heif_context_alloc();
  try {
    const { code, message } = heif.heif_context_read_from_memory(context, file);
    if (code !== heif.heif_error_code.heif_error_Ok) throw new HeicError(message ?? "not readable");
    const image = sound(heif.heif_js_context_get_primary_image_handle(context));
    try {
      return work(lent(heif, image, file));
    } finally {
      heif.heif_image_handle_release(image);
    }
  } finally {
    heif.heif_context_free(context);
  }
}

function lent(heif: Libheif, image: Held, file: Buffer): Heic {
  const hasAlpha = heif.heif_image_handle_has_alpha_channel(image) !== 0;
  return {
    width: heif.heif_image_handle_get_width(image),
    height: heif.heif_image_handle_get_height(image),
    hasAlpha,
    profile: profileIn(file),
    decode: () => decoded(heif, image, hasAlpha),
  };
}

function decoded(heif: Libheif, image: Held, hasAlpha: boolean): Pixels {
  const { heif_chroma_interleaved_RGB, heif_chroma_interleaved_RGBA } = heif.heif_chroma;
  const chroma = hasAlpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
  const found = sound(heif.heif_js_decode_image2(image, heif.heif_colorspace.heif_colorspace_RGB, chroma));
  try {
    return copied(found, hasAlpha ? 4 : 3);
  } finally {
    heif.heif_image_release(found.image);
  }
}

/** Out of the library's memory, which is used again, and without the gaps at its rows' ends. */
function copied({ channels: [plane] }: DecodedImage, channels: 3 | 4): Pixels {
  if (!plane) throw new HeicError("no pixels");
  const { data, stride, width, height } = plane;
  const rowBytes = width * channels;
  const pixels = Buffer.allocUnsafe(rowBytes * height);
  for (let row = 0; row < height; row++)
    pixels.set(data.subarray(row * stride, row * stride + rowBytes), row * rowBytes);
  return { data: pixels, width, height, channels };
}

function sound<T extends Held>(found: T | undefined): T {
  if (found && found.code === undefined) return found;
  throw new HeicError(found?.message ?? "no picture");
}

const profileBox = /colr(?:prof|rICC)/;
// Boxes that describe pictures come before the pictures: Apple's end within some 10 kB.
const headBytes = 1_000_000;

/** The first colour box that holds an ICC profile; all tiles of a picture share one. */
function profileIn(file: Buffer): Buffer | undefined {
  const at = file.toString("latin1", 0, headBytes).search(profileBox);
  if (at < 4) return undefined;
  const profile = file.subarray(at + 8, at - 4 + file.readUInt32BE(at - 4));
  return profile.toString("latin1", 36, 40) === "acsp" ? profile : undefined;
}
