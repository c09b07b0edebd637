import { deflateSync } from "node:zlib";
import { PDFString } from "pdf-lib";
import sharp from "sharp";
import { usualLimits } from "../../lib/preflight/content/budget.ts";
import type { Kit } from "./kit.ts";
import { type Pair, pair } from "./pair.ts";

const nothing = (): void => {};
const draw = (content: string) => (kit: Kit) => kit.draw(content);
const write = (colour: string, size: number) => draw(`${colour} BT /F0 ${size} Tf 30 30 Td (a b) Tj ET`);
const black = "/Over gs 0 0 0 1 k";

const pages: readonly Pair[] = [
  pair(
    "gwg_empty_page",
    (kit) => kit.replace("q 0 0 0 0.5 k 900 900 9 9 re f Q", 2),
    (kit) => kit.replace("q 0 0 0 0.5 k 20 20 9 9 re f Q", 2),
  ),
  pair(
    "gwg_page_sizes",
    (kit) => kit.set({ TrimBox: [8.5, 8.5, 290, 391.5] }),
    (kit) => {
      kit.set({ MediaBox: [0, 0, 320, 400], TrimBox: [18.5, 8.5, 301.5, 391.5] });
    },
  ),
];

/** Black as a profile's RGB, a grey profile, and a scale that makes 4 pt of 10. */
const text: readonly Pair[] = [
  pair(
    "gwg_small_text",
    draw(`${black} 0.4 0 0 0.4 0 0 cm BT /F0 10 Tf 90 90 Td (a) Tj ET`),
    write(black, 5),
  ),
  pair("gwg_small_text_inks", write("0.5 0.5 0.5 0 k", 8), write("0.5 0.5 0 0 k", 8)),
  pair("gwg_black_text_knocks_out", write("0 0 0 1 k", 11), write("0 0 0 1 k", 12)),
  pair("gwg_rich_black_text", write("0.4 0.4 0.4 1 k", 11), write("0.4 0.4 0.4 1 k", 24)),
  pair("gwg_rgb_text", write("1 0 0 rg", 11), write("1 0 0 rg", 12)),
  pair(
    "gwg_grey_text",
    (kit) => grey(kit, 11),
    (kit) => grey(kit, 12),
  ),
];

function grey(kit: Kit, size: number): void {
  kit.resource("ColorSpace", "Grey", ["ICCBased", kit.profile("scnr", "GRAY", 1)]);
  write("/Grey cs 0 sc", size)(kit);
}

const lines: readonly Pair[] = [
  pair(
    "gwg_hairline",
    draw("0 0 0 1 K 0.2 w 30 30 m 90 30 l S"),
    draw("0 0 0 1 K 0.125 w 2 0 0 2 0 0 cm 30 30 m 90 30 l S"),
  ),
  pair("gwg_hairline", draw("0 0 0 1 k 30 30 90 0.2 re f"), draw("0 0 0 1 k 30 30 90 0.3 re f")),
  pair(
    "gwg_hairline",
    (kit) => inForm(kit, "0 0 0 1 K 0.5 w 30 30 m 90 30 l S", 0.3),
    (kit) => inForm(kit, "0 0 0 1 K 0.5 w 30 30 m 90 30 l S", 0.6),
  ),
];

/** Drawn two forms deep, made smaller by each Matrix alike. */
function inForm(kit: Kit, content: string, scale: number): void {
  const side = Math.sqrt(scale);
  const Matrix = [side, 0, 0, side, 0, 0];
  const inner = kit.form(content, { Matrix });
  kit.resource(
    "XObject",
    "Outer",
    kit.form("/Inner Do", { Matrix, Resources: { XObject: { Inner: inner } } }),
  );
  kit.draw("/Outer Do");
}

const inks: readonly Pair[] = [
  pair("gwg_white_overprint", draw("/Over gs 0 0 0 0 k 30 30 9 9 re f"), draw("0 0 0 0 k 30 30 9 9 re f")),
  pair("gwg_total_ink", draw("0.8 0.8 0.8 0.7 k 30 30 9 9 re f"), draw("0.8 0.8 0.8 0.6 k 30 30 9 9 re f")),
  pair(
    "gwg_total_ink",
    (kit) => tiled(kit, "0.8 0.8 0.8 0.7 k 0 0 5 5 re f"),
    (kit) => tiled(kit, "0.8 0.8 0.8 0.6 k 0 0 5 5 re f"),
  ),
  pair("gwg_total_ink_picture", flate([220, 220, 220, 220]), flate([220, 220, 220, 60])),
  {
    ...pair("gwg_total_ink_picture", jpeg("#000000", 1), jpeg("#ffffff", 1)),
    wishes: { inkLimitPercent: 150 },
  },
  pair(
    "gwg_blend_space",
    (kit) => kit.set({ Group: { S: "Transparency", CS: ["ICCBased", kit.profile("mntr", "RGB", 3)] } }),
    (kit) => kit.set({ Group: { S: "Transparency", CS: "DeviceCMYK" } }),
  ),
];

function tiled(kit: Kit, content: string): void {
  const cell = {
    PatternType: 1,
    PaintType: 1,
    TilingType: 1,
    BBox: [0, 0, 5, 5],
    XStep: 5,
    YStep: 5,
    Resources: {},
  };
  kit.resource("Pattern", "P0", kit.stream(content, cell));
  kit.draw("/Pattern cs /P0 scn 30 30 40 40 re f");
}

function flate(pixel: readonly number[]) {
  return (kit: Kit): void => {
    const rows = Buffer.alloc(34 * (34 * 4 + 1));
    // Sub predictor: the first pixel as it is, the rest as their difference, which is none.
    for (let row = 0; row < 34; row++) rows.set([1, ...pixel], row * 137);
    const DecodeParms = { Predictor: 15, Colors: 4, BitsPerComponent: 8, Columns: 34 };
    const entries = {
      Subtype: "Image",
      Width: 34,
      Height: 34,
      BitsPerComponent: 8,
      ColorSpace: "DeviceCMYK",
    };
    kit.resource(
      "XObject",
      "Im1",
      kit.stream(deflateSync(rows), { ...entries, Filter: "FlateDecode", DecodeParms }),
    );
    kit.draw("8 0 0 8 30 30 cm /Im1 Do");
  };
}

/** CMYK as an encoder writes it, with Adobe's mark and so inverted: 255 becomes no ink by Decode. */
function jpeg(background: string, from: number) {
  return async (kit: Kit): Promise<void> => {
    const create = { width: 34, height: 34, channels: 3 as const, background };
    const bytes = await sharp({ create }).toColourspace("cmyk").jpeg().toBuffer();
    const to = 1 - from;
    const Decode = [from, to, from, to, from, to, from, to];
    const entries = {
      Subtype: "Image",
      Width: 34,
      Height: 34,
      BitsPerComponent: 8,
      ColorSpace: "DeviceCMYK",
    };
    kit.resource("XObject", "Im1", kit.stream(bytes, { ...entries, Filter: "DCTDecode", Decode }));
    kit.draw("8 0 0 8 30 30 cm /Im1 Do");
  };
}

const spots: readonly Pair[] = [
  pair("gwg_spot_count", spotted(["Gold", "Silver", "Varnish"]), spotted(["Gold", "Silver"])),
  pair(
    "gwg_spot_all",
    (kit) => all(kit, "30 30 9 9"),
    (kit) => all(kit, "2 2 5 5"),
  ),
  pair("gwg_spot_none", spotted(["None"]), spotted(["Cyan"])),
  pair(
    "gwg_spot_alternates",
    (kit) => twice(kit, [0, 1, 0, 0], [0, 0.9, 0, 0]),
    (kit) => twice(kit, [0, 1, 0, 0], [0, 1, 0, 0]),
  ),
  pair(
    "gwg_spot_names",
    spotted(["PANTONE 185 C", "Pantone 185 CV"]),
    spotted(["PANTONE 185 C", "PANTONE 186 C"]),
  ),
];

function spotted(names: readonly string[]) {
  return (kit: Kit): void =>
    names.forEach((name, at) => {
      kit.resource("ColorSpace", `S${at}`, kit.spot(name));
      kit.draw(`/S${at} cs 1 scn 30 30 9 9 re f`);
    });
}

function all(kit: Kit, rectangle: string): void {
  kit.resource("ColorSpace", "All", kit.spot("All", [1, 1, 1, 1]));
  kit.draw(`/All cs 0.5 scn ${rectangle} re f`);
}

function twice(kit: Kit, one: readonly number[], other: readonly number[]): void {
  kit.resource("ColorSpace", "S0", kit.spot("Gold", one));
  kit.resource("ColorSpace", "S1", kit.spot("Gold", other));
  kit.draw("/S0 cs 1 scn 30 30 9 9 re f /S1 cs 1 scn 60 30 9 9 re f");
}

const images: readonly Pair[] = [
  pair("gwg_bitmap_resolution", bitmap(34 / 500), bitmap(34 / 600)),
  pair("gwg_image_too_coarse", picture(34 / 140), picture(34 / 300)),
  pair("gwg_image_coarse", picture(34 / 200), picture(34 / 225)),
];

function picture(inches: number) {
  return draw(`${inches * 72} 0 0 ${inches * 72} 30 30 cm /Im0 Do`);
}

/** A stencil, turned by a right angle. */
function bitmap(inches: number) {
  return (kit: Kit): void => {
    const entries = { Subtype: "Image", Width: 34, Height: 34, BitsPerComponent: 1, ImageMask: true };
    kit.resource("XObject", "Im1", kit.stream(Buffer.alloc(34 * 5), entries));
    kit.draw(`0.5 0 0 0 k 0 ${inches * 72} ${-inches * 72} 0 60 30 cm /Im1 Do`);
  };
}

/** Every rule of Ghent Workgroup 2015 for sheetfed presses, broken and just kept. */
export const gwg2015Pairs: readonly Pair[] = [...pages, ...text, ...lines, ...inks, ...spots, ...images];

/** What every standard asks. */
export const readablePairs: readonly Pair[] = [
  pair(
    "content_unreadable",
    (kit) => kit.set({ Contents: kit.stream("not deflated at all", { Filter: "FlateDecode" }) }),
    nothing,
  ),
  {
    ...pair("check_incomplete", (kit) => kit.draw("0 0 m ".repeat(2000)), nothing),
    wishes: { limits: { ...usualLimits, instructions: 1000 } },
  },
  pair(
    "check_incomplete",
    (kit) => nested(kit, 30),
    (kit) => nested(kit, 20),
  ),
];

/** Forms within forms, each with a name. */
function nested(kit: Kit, depth: number): void {
  let inner = kit.form("0.1 0 0 0 k 30 30 9 9 re f", { Name: PDFString.of("the last") });
  for (let level = 1; level < depth; level++)
    inner = kit.form("/In Do", { Resources: { XObject: { In: inner } } });
  kit.resource("XObject", "Fm", inner);
  kit.draw("/Fm Do");
}
