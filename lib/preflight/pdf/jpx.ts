/** What a JPEG 2000 file says about its channels. */
export interface JpxHeader {
  readonly channels: number;
  readonly bits: number;
}

/** Reads the image header box; undefined where there is none. */
export function jpxHeader(bytes: Uint8Array): JpxHeader | undefined {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).indexOf("ihdr");
  if (at < 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < at + 16) return undefined;
  // 4 bytes of name, height and width of 4 each, channels of 2, then bits less one, with the sign in the high bit.
  return { channels: view.getUint16(at + 12), bits: (view.getUint8(at + 14) & 0x7f) + 1 };
}
