/** What the header of an ICC profile says. */
export interface IccHeader {
  /** Class as the profile spells it: `prtr` for printers, `mntr` for screens. */
  readonly deviceClass: string;
  /** Colour space as the profile spells it, e.g. `CMYK`. */
  readonly space: string;
  readonly channels: number;
}

const channelsOf: Readonly<Record<string, number>> = { GRAY: 1, "RGB ": 3, CMYK: 4, "Lab ": 3, "XYZ ": 3 };
const headerBytes = 128;

/** Reads a profile's header; undefined when the bytes are no profile. */
export function iccHeader(bytes: Uint8Array): IccHeader | undefined {
  if (bytes.length < headerBytes || word(bytes, 36) !== "acsp") return undefined;
  const space = word(bytes, 16);
  const counted = /^(\d|[A-F])CLR$/.exec(space)?.[1];
  const channels = channelsOf[space] ?? (counted ? Number.parseInt(counted, 16) : 0);
  return { deviceClass: word(bytes, 12), space, channels };
}

function word(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.subarray(at, at + 4)).toString("latin1");
}
