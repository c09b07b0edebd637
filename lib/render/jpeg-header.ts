/** What a JPEG's markers say about how it is coded. */
export interface JpegHeader {
  /** Sequential, 8 bits, Huffman: what every press reads, and quickly. */
  readonly baseline: boolean;
  readonly components: number;
  /** Colours are coded as brightness and differences, not as red, green and blue themselves. */
  readonly ycc: boolean;
  /** Written the way Adobe does, CMYK has full ink at 0. */
  readonly adobe: boolean;
  /** The beginning of the embedded ICC profile: enough to know it by its name. */
  readonly profile: Buffer | undefined;
  readonly segments: readonly Segment[];
}

/** A stretch of a JPEG before its pixels; `at` is where its content begins, `end` where the next one does. */
interface Segment {
  readonly marker: number;
  readonly at: number;
  readonly end: number;
}

export const markers = { jfif: 0xe0, icc: 0xe2, adobe: 0xee, scan: 0xda } as const;

/** Reads the markers up to the first scan; undefined where there is none: cut short, or no JPEG. */
export function jpegHeader(jpeg: Buffer): JpegHeader | undefined {
  const segments = segmentsOf(jpeg);
  const frame = segments.find(({ marker }) => isFrame(marker));
  if (!frame || segments.at(-1)?.marker !== markers.scan) return undefined;
  const components = jpeg[frame.at + 5] ?? 0;
  const transform = adobeTransform(jpeg, segments);
  const profile = contentOf(jpeg, segments, markers.icc, "ICC_PROFILE\0");
  const ids = Array.from({ length: components }, (_, index) => jpeg[frame.at + 6 + 3 * index] ?? 0);
  return {
    baseline: frame.marker === 0xc0 && jpeg[frame.at] === 8,
    components,
    ycc: transform === undefined ? String.fromCharCode(...ids) !== "RGB" : transform !== 0,
    adobe: transform !== undefined,
    // A number of the part and of all parts stand before it.
    profile: profile?.subarray(2),
    segments,
  };
}

/** Content of an APP14 segment by Adobe ends in the transform: 0 none, 1 YCbCr, 2 YCCK. */
function adobeTransform(jpeg: Buffer, segments: readonly Segment[]): number | undefined {
  return contentOf(jpeg, segments, markers.adobe, "Adobe")?.[6];
}

/** What follows a segment's own name, in the first that has it. */
function contentOf(
  jpeg: Buffer,
  segments: readonly Segment[],
  ...[marker, name]: readonly [number, string]
): Buffer | undefined {
  const found = segments.find(
    (segment) =>
      segment.marker === marker && jpeg.toString("latin1", segment.at, segment.at + name.length) === name,
  );
  return found && jpeg.subarray(found.at + name.length, found.end);
}

function segmentsOf(jpeg: Buffer): Segment[] {
  const segments: Segment[] = [];
  let at = jpeg.length > 4 && jpeg.readUInt16BE(0) === 0xffd8 ? 2 : jpeg.length;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && segments.at(-1)?.marker !== markers.scan) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    segments.push({ marker: jpeg.readUInt8(at + 1), at: at + 4, end });
    at = end;
  }
  return segments;
}

/** Frames are C0 to CF without the Huffman tables C4, the reserved C8 and the arithmetic tables CC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** A part of a profile holds as much as a segment takes, less its name and numbers. */
const profilePartBytes = 65_519;

/** The JPEG with an ICC profile, in as many segments as it needs. */
export function tagged(jpeg: Buffer, profile: Uint8Array): Buffer {
  const count = Math.ceil(profile.length / profilePartBytes);
  const parts = Array.from({ length: count }, (_, index) => {
    const part = profile.subarray(index * profilePartBytes, (index + 1) * profilePartBytes);
    const head = Buffer.from("\xff\xe2\0\0ICC_PROFILE\0\0\0", "latin1");
    head.writeUInt16BE(part.length + 16, 2);
    head.set([index + 1, count], 16);
    return [head, part];
  });
  return Buffer.concat([jpeg.subarray(0, 2), ...parts.flat(), jpeg.subarray(2)]);
}
