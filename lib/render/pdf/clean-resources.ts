import { type PDFDict, PDFName, type PDFObject, type PDFPage, PDFRawStream, PDFStream } from "pdf-lib";
import type { ColourTagger, Tagged } from "./device-colours.ts";
import { isEmbedded } from "./fonts.ts";
import { nameJpxColours } from "./jpx-colours.ts";
import { dictIn, dictOf, entry, listed, nameIn } from "./objects.ts";

/** What may not be in a press-ready file and was taken out, or tagged. */
export type Removal =
  | Tagged
  | "postscript_removed"
  | "reference_removed"
  | "opi_removed"
  | "alternates_removed"
  | "transfer_function_removed"
  | "private_data_removed";

/** Entries of forms and pictures that go, and what their going is called. Structure of text is for screen readers. */
const unwanted: readonly (readonly [string, Removal | null])[] = [
  ["OPI", "opi_removed"],
  ["Ref", "reference_removed"],
  ["Alternates", "alternates_removed"],
  ["PieceInfo", "private_data_removed"],
  ["PS", "postscript_removed"],
  ["Metadata", null],
  ["LastModified", null],
  ["StructParent", null],
  ["StructParents", null],
  ["Measure", null],
  ["PtData", null],
  ["AF", null],
];

type Listed = ReturnType<typeof listed>[number];

/** Cleans resource dictionaries in place, each once, however many pages share it. */
export class ResourceCleaner {
  readonly #colours: ColourTagger;
  readonly #keptFonts: ReadonlySet<PDFDict>;
  readonly #seen = new Map<PDFObject, Set<Removal>>();

  /** `keptFonts` stay although they are not in the file; no letter is seen in any other such font. */
  constructor(colours: ColourTagger, keptFonts: ReadonlySet<PDFDict>) {
    this.#colours = colours;
    this.#keptFonts = keptFonts;
  }

  /** A page with all it is drawn with. */
  cleanPage(node: PDFPage["node"]): ReadonlySet<Removal> {
    const group = dictIn(node, "Group");
    const own = group ? this.#colours.tagIn(group, "CS") : [];
    const resources = node.Resources();
    return new Set([...own, ...(resources ? this.clean(resources) : [])]);
  }

  /** Everything that pages draw with these resources; answers what was found in them. */
  clean(resources: PDFDict): ReadonlySet<Removal> {
    return this.#once(resources, (found) => {
      add(found, this.#colours.tagNamed(resources));
      this.#colours.setDefaults(resources);
      for (const [kind, turn] of this.#turns)
        for (const one of listed(resources, kind)) add(found, turn(one, resources));
    });
  }

  readonly #turns: readonly (readonly [string, (one: Listed, resources: PDFDict) => Iterable<Removal>])[] = [
    ["XObject", (one, resources) => this.#drawing(one.value, resources, one)],
    ["ExtGState", ({ value }, resources) => this.#graphicsState(value, resources)],
    ["Pattern", ({ value }, resources) => this.#pattern(value, resources)],
    ["Shading", ({ value }) => this.#shading(value)],
    ["Font", (one) => this.#font(one)],
  ];

  /** A form or picture, with all it is drawn with. */
  #drawing(object: PDFObject, resources: PDFDict, named?: Listed): ReadonlySet<Removal> {
    const dict = dictOf(object);
    if (!dict) return new Set();
    if (nameIn(dict, "Subtype") === "PS" || nameIn(dict, "Subtype2") === "PS") {
      named?.of.set(named.key, emptyForm(dict));
      return new Set(["postscript_removed"]);
    }
    return this.#once(dict, (found) => {
      add(found, stripped(dict));
      nameJpxColours(object);
      if (nameIn(dict, "Subtype") === "Image") add(found, this.#picture(dict, resources));
      else add(found, this.#form(dict, resources));
    });
  }

  #picture(dict: PDFDict, resources: PDFDict): Removal[] {
    const mask = entry(dict, "SMask") ?? entry(dict, "Mask");
    const inMask = mask instanceof PDFStream ? this.#drawing(mask, resources) : [];
    return [...this.#colours.tagIn(dict, "ColorSpace"), ...inMask];
  }

  #form(dict: PDFDict, resources: PDFDict): Removal[] {
    const group = dictIn(dict, "Group");
    // Old files let a form use the page's resources; ours stands in a page that has others.
    if (!dictIn(dict, "Resources")) dict.set(PDFName.of("Resources"), resources);
    const own = dictIn(dict, "Resources") ?? resources;
    return [...(group ? this.#colours.tagIn(group, "CS") : []), ...this.clean(own)];
  }

  #graphicsState(object: PDFObject, resources: PDFDict): ReadonlySet<Removal> {
    const state = dictOf(object);
    if (!state) return new Set();
    return this.#once(state, (found) => {
      for (const name of ["TR", "TR2", "HTP", "HT"]) add(found, transferFunction(state, name));
      const mask = dictIn(state, "SMask");
      const form = mask && entry(mask, "G");
      if (form) add(found, this.#drawing(form, resources));
    });
  }

  #pattern(object: PDFObject, resources: PDFDict): ReadonlySet<Removal> {
    const dict = dictOf(object);
    if (!dict) return new Set();
    return this.#once(dict, (found) => {
      add(found, stripped(dict));
      const state = entry(dict, "ExtGState");
      if (state) add(found, this.#graphicsState(state, resources));
      const shading = entry(dict, "Shading");
      if (shading) add(found, this.#shading(shading));
      if (object instanceof PDFStream) add(found, this.#form(dict, resources));
    });
  }

  #shading(object: PDFObject): Removal[] {
    const dict = dictOf(object);
    return dict ? this.#colours.tagIn(dict, "ColorSpace") : [];
  }

  /** Letters of a Type 3 font are drawings with resources of their own. */
  #font({ key, value, of }: Listed): ReadonlySet<Removal> {
    const font = dictOf(value);
    if (!font) return new Set();
    if (!isEmbedded(font) && !this.#keptFonts.has(font)) of.delete(key);
    const resources = dictIn(font, "Resources");
    return resources ? this.clean(resources) : new Set();
  }

  #once(object: PDFDict, work: (found: Set<Removal>) => void): ReadonlySet<Removal> {
    const known = this.#seen.get(object);
    if (known) return known;
    const found = new Set<Removal>();
    this.#seen.set(object, found);
    work(found);
    return found;
  }
}

function add<T>(to: Set<T>, more: Iterable<T>): void {
  for (const one of more) to.add(one);
}

function stripped(dict: PDFDict): Removal[] {
  return unwanted.flatMap(([name, removal]) => {
    const had = dict.delete(PDFName.of(name));
    return had && removal ? [removal] : [];
  });
}

/** A press's own curves belong to the press. Halftones stay unless they carry such a curve. */
function transferFunction(state: PDFDict, name: string): Removal[] {
  const key = PDFName.of(name);
  const value = state.lookup(key);
  if (value === undefined) return [];
  if (name === "HT" && !dictOf(value)?.has(PDFName.of("TransferFunction"))) return [];
  state.delete(key);
  const harmless = value === PDFName.of("Identity") || value === PDFName.of("Default");
  return harmless || name === "HTP" ? [] : ["transfer_function_removed"];
}

/** Operators may still name it: it draws nothing. */
function emptyForm({ context }: PDFDict): PDFObject {
  const entries = { Type: "XObject", Subtype: "Form", BBox: [0, 0, 1, 1], Resources: {} };
  return context.register(PDFRawStream.of(context.obj(entries), new Uint8Array()));
}
