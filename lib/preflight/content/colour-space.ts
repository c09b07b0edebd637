import { PDFArray, PDFHexString, PDFStream, PDFString } from "pdf-lib";
import { decoded } from "../pdf/decode.ts";
import { entryOf, type Found, itemsOf, nameIn, numberIn } from "../pdf/entries.ts";

export type Family =
  | "DeviceGray"
  | "DeviceRGB"
  | "DeviceCMYK"
  | "CalGray"
  | "CalRGB"
  | "Lab"
  | "ICCBased"
  | "Indexed"
  | "Separation"
  | "DeviceN"
  | "Pattern";

/** A colour space as far as printing cares. */
export interface ColourSpace {
  readonly family: Family;
  readonly channels: number;
  /** Colorants of Separation and DeviceN. */
  readonly colorants: readonly string[];
  /** What stands behind: alternate of spot colours, base of Indexed, colours of an uncoloured pattern. */
  readonly behind: ColourSpace | null;
  /** Colours of Indexed, one after the other. */
  readonly table: Uint8Array | null;
  /** How spot colours become the alternate: two definitions of one ink are told apart by it. */
  readonly tint: Found;
}

const maxNesting = 4;
const maxTableBytes = 1 << 16;

const deviceFamilies: Readonly<Record<string, Family>> = {
  DeviceGray: "DeviceGray",
  G: "DeviceGray",
  DeviceRGB: "DeviceRGB",
  RGB: "DeviceRGB",
  DeviceCMYK: "DeviceCMYK",
  CMYK: "DeviceCMYK",
};
const deviceChannels: Partial<Record<Family, number>> = { DeviceGray: 1, DeviceRGB: 3, DeviceCMYK: 4 };
const defaults: Partial<Record<Family, string>> = {
  DeviceGray: "DefaultGray",
  DeviceRGB: "DefaultRGB",
  DeviceCMYK: "DefaultCMYK",
};

/** Where names of colour spaces are looked up, and how deep the reader is. */
interface Place {
  readonly resources: Found;
  readonly depth: number;
}

/** Reads a colour space; device spaces become the resources' Default ones where there are any. Undefined: none. */
export function colourSpaceIn(object: Found, resources: Found, depth = 0): ColourSpace | undefined {
  if (depth > maxNesting) return undefined;
  const name = nameIn(object);
  if (name !== undefined) return namedSpace(name, { resources, depth });
  const items = itemsOf(object);
  const family = nameIn(items[0]);
  if (!(object instanceof PDFArray) || family === undefined) return undefined;
  const read = readers[family];
  return read ? read(items, { resources, depth }) : namedSpace(family, { resources, depth });
}

/** A device space, or what the resources put in its place. */
export function deviceSpace(family: Family, resources: Found): ColourSpace {
  const key = defaults[family];
  const found = key ? entryOf(entryOf(resources, "ColorSpace"), key) : undefined;
  return (found && colourSpaceIn(found, undefined, 1)) ?? plain(family, deviceChannels[family] ?? 1);
}

function namedSpace(name: string, { resources, depth }: Place): ColourSpace | undefined {
  const family = deviceFamilies[name];
  if (family) return deviceSpace(family, resources);
  if (name === "Pattern") return plain("Pattern", 0);
  const found = entryOf(entryOf(resources, "ColorSpace"), name);
  return found && colourSpaceIn(found, resources, depth + 1);
}

function plain(family: Family, channels: number, more: Partial<ColourSpace> = {}): ColourSpace {
  return { family, channels, colorants: [], behind: null, table: null, tint: undefined, ...more };
}

type Reader = (items: readonly Found[], place: Place) => ColourSpace;

const behindOf = (object: Found, { resources, depth }: Place) =>
  colourSpaceIn(object, resources, depth + 1) ?? null;

const readers: Readonly<Record<string, Reader>> = {
  CalGray: () => plain("CalGray", 1),
  CalRGB: () => plain("CalRGB", 3),
  Lab: () => plain("Lab", 3),
  ICCBased: ([, profile]) => plain("ICCBased", numberIn(entryOf(profile, "N")) ?? 3),
  Pattern: ([, under], place) => plain("Pattern", 0, { behind: behindOf(under, place) }),
  Separation: ([, name, alternate, tint], place) =>
    plain("Separation", 1, { colorants: [nameIn(name) ?? ""], behind: behindOf(alternate, place), tint }),
  DeviceN: ([, names, alternate, tint], place) => {
    const colorants = itemsOf(names).map((name) => nameIn(name) ?? "");
    return plain("DeviceN", colorants.length, { colorants, behind: behindOf(alternate, place), tint });
  },
  Indexed: indexed,
  I: indexed,
};

function indexed([, base, , table]: readonly Found[], place: Place): ColourSpace {
  return plain("Indexed", 1, { behind: behindOf(base, place), table: tableIn(table) });
}

function tableIn(object: Found): Uint8Array | null {
  try {
    if (object instanceof PDFStream) return decoded(object, maxTableBytes);
  } catch {
    // Colours that cannot be read are not judged.
    return null;
  }
  return object instanceof PDFString || object instanceof PDFHexString ? object.asBytes() : null;
}

/** The values a space starts with: black, or full ink. */
export function initialValues({ family, channels }: ColourSpace): number[] {
  if (family === "Separation" || family === "DeviceN") return new Array<number>(channels).fill(1);
  return family === "DeviceCMYK" ? [0, 0, 0, 1] : new Array<number>(channels).fill(0);
}

/** A space and all that stand behind it. */
export function withBehind(space: ColourSpace): ColourSpace[] {
  return space.behind ? [space, ...withBehind(space.behind)] : [space];
}
