import { PDFArray, type PDFDict, PDFName, type PDFObject, type PDFRef } from "pdf-lib";
import { dictIn } from "./objects.ts";

/** Colour spaces that say what a supplied file's plain colours mean; null leaves inks to the output intent. */
export interface Tags {
  readonly rgb: PDFRef;
  readonly cmyk: PDFRef | null;
  /** True where operators name plain inks; a profile of 0.5 MB in every file would be much for nothing. */
  readonly defaultInks: boolean;
}

/** What was found of plain colours. */
export type Tagged = "rgb_tagged" | "cmyk_tagged";

const maxDepth = 8;

/** Puts profiles in the place of plain colours, wherever a colour space may name them. */
export class ColourTagger {
  readonly #tags: Tags;
  readonly #names: Map<PDFObject, { readonly tag: PDFRef; readonly code: Tagged }>;

  constructor(tags: Tags) {
    this.#tags = tags;
    const names = [
      ["DeviceRGB", tags.rgb, "rgb_tagged"],
      ["RGB", tags.rgb, "rgb_tagged"],
      ["DeviceCMYK", tags.cmyk, "cmyk_tagged"],
      ["CMYK", tags.cmyk, "cmyk_tagged"],
    ] as const;
    this.#names = new Map(
      names.flatMap(([name, tag, code]) => (tag ? [[PDFName.of(name), { tag, code }] as const] : [])),
    );
  }

  /** What operators and pictures within them name without a profile is read through a resource dictionary's defaults. */
  setDefaults(resources: PDFDict): void {
    const spaces = dictIn(resources, "ColorSpace") ?? resources.context.obj({});
    for (const [name, tag] of [
      ["DefaultRGB", this.#tags.rgb],
      ["DefaultCMYK", this.#tags.defaultInks ? this.#tags.cmyk : null],
    ] as const) {
      if (tag && !spaces.has(PDFName.of(name))) spaces.set(PDFName.of(name), tag);
    }
    if (!dictIn(resources, "ColorSpace")) resources.set(PDFName.of("ColorSpace"), spaces);
  }

  /** Tags the colour space under a name of a dictionary: of a picture, a shading, a group. */
  tagIn(dict: PDFDict, name: string): Tagged[] {
    const key = PDFName.of(name);
    const space = dict.lookup(key);
    const plain = space && this.#names.get(bare(space));
    if (!plain) return this.tagWithin(space);
    dict.set(key, plain.tag);
    return [plain.code];
  }

  /** Tags what a compound colour space is built on: Indexed and Pattern, and what spot colours turn into. */
  tagWithin(space: PDFObject | undefined, depth = 0): Tagged[] {
    if (!(space instanceof PDFArray) || depth > maxDepth) return [];
    const at = baseAt.get(String(space.lookup(0)));
    const base = at === undefined ? undefined : space.lookup(at);
    if (at === undefined || !base) return [];
    const plain = this.#names.get(bare(base));
    if (!plain) return this.tagWithin(base, depth + 1);
    space.set(at, plain.tag);
    return [plain.code];
  }

  /** Tags all colour spaces a resource dictionary names. */
  tagNamed(resources: PDFDict): Tagged[] {
    const spaces = dictIn(resources, "ColorSpace");
    if (!spaces) return [];
    return spaces.keys().flatMap((key) => this.tagIn(spaces, key.decodeText()));
  }
}

/** Where compound colour spaces keep the one they are built on. */
const baseAt = new Map([
  ["/Indexed", 1],
  ["/I", 1],
  ["/Pattern", 1],
  ["/Separation", 2],
  ["/DeviceN", 2],
]);

/** `[/DeviceRGB]` says the same as `/DeviceRGB`. */
function bare(space: PDFObject): PDFObject {
  return space instanceof PDFArray && space.size() === 1 ? (space.lookup(0) ?? space) : space;
}
