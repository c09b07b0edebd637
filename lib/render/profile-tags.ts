import { readFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import type { PDFContext, PDFRef } from "pdf-lib";
import { assetPath } from "./assets.ts";

/** The colour space of plain RGB in a supplied file: sRGB, as everybody's screen shows it. */
export function srgbTag(context: PDFContext, profile: Uint8Array): PDFRef {
  return tag(context, profile, 3);
}

/** The colour space of plain inks where a file has no output intent that says it: coated paper. */
export async function inkTag(context: PDFContext): Promise<PDFRef> {
  return tag(context, await readFile(assetPath("icc", "ISOcoated_v2_300_bas.icc")), 4);
}

function tag(context: PDFContext, profile: Uint8Array, channels: number): PDFRef {
  const stream = context.stream(deflateSync(profile), { N: channels, Filter: "FlateDecode" });
  return context.register(context.obj(["ICCBased", context.register(stream)]));
}
