import type { ColourSpace } from "./colour-space.ts";

/** Ink that a colour puts on paper, each 0 to 1; spot inks by name. */
export interface Inks {
  readonly cyan: number;
  readonly magenta: number;
  readonly yellow: number;
  readonly black: number;
  readonly spots: readonly (readonly [name: string, tint: number])[];
}

const none: Inks = { cyan: 0, magenta: 0, yellow: 0, black: 0, spots: [] };

const processColorants: Readonly<Record<string, keyof Omit<Inks, "spots">>> = {
  Cyan: "cyan",
  Magenta: "magenta",
  Yellow: "yellow",
  Black: "black",
};

/** The inks of a colour; undefined where they are known only after colour management. */
export function inksOf(space: ColourSpace, values: readonly number[]): Inks | undefined {
  switch (space.family) {
    case "DeviceGray":
      return { ...none, black: 1 - (values[0] ?? 0) };
    case "DeviceCMYK":
      return fourInks(values);
    case "ICCBased":
      return space.channels === 4 ? fourInks(values) : undefined;
    case "Separation":
    case "DeviceN":
      return space.colorants.reduce((inks, name, at) => inked(inks, name, values[at] ?? 0), none);
    case "Indexed":
      return indexedInks(space, values[0] ?? 0);
    default:
      return undefined;
  }
}

function fourInks([cyan = 0, magenta = 0, yellow = 0, black = 0]: readonly number[]): Inks {
  return { cyan, magenta, yellow, black, spots: [] };
}

function inked(inks: Inks, name: string, tint: number): Inks {
  if (name === "None") return inks;
  if (name === "All") return { cyan: tint, magenta: tint, yellow: tint, black: tint, spots: inks.spots };
  const known = processColorants[name];
  return known ? { ...inks, [known]: tint } : { ...inks, spots: [...inks.spots, [name, tint]] };
}

function indexedInks({ behind, table }: ColourSpace, index: number): Inks | undefined {
  if (!behind || !table) return undefined;
  const from = Math.round(index) * behind.channels;
  return inksOf(
    behind,
    Array.from(table.subarray(from, from + behind.channels), (byte) => byte / 255),
  );
}

/** Tints that are not nothing, in percent. */
export function inkCount({ cyan, magenta, yellow, black, spots }: Inks): number {
  return [cyan, magenta, yellow, black, ...spots.map(([, tint]) => tint)].filter((tint) => tint > 0.005)
    .length;
}

/** All inks together in percent. */
export function totalInk({ cyan, magenta, yellow, black, spots }: Inks): number {
  return spots.reduce((sum, [, tint]) => sum + tint * 100, (cyan + magenta + yellow + black) * 100);
}
