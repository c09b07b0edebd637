import { PDFName, PDFString } from "pdf-lib";
import type { Kit, Literal } from "./kit.ts";
import { type Pair, pair } from "./pair.ts";

const note = (kit: Kit, rect: number[], more: Record<string, string> = {}) =>
  kit.set({ Annots: [kit.ref({ Type: "Annot", Subtype: "Text", Rect: rect, ...more })] });
const state = (entries: Literal) => (kit: Kit) => kit.resource("ExtGState", "Own", entries);
const layered = (kit: Kit, config: Record<string, Literal>) => {
  const [one, other] = [
    kit.ref({ Type: "OCG", Name: PDFString.of("a") }),
    kit.ref({ Type: "OCG", Name: PDFString.of("b") }),
  ];
  kit.catalog("OCProperties", {
    OCGs: [one, other],
    D: { Name: PDFString.of("all"), Order: [one, [other]], ...config },
  });
};

/** A second font, drawn with in black that overprints. */
function write(kit: Kit, font: Literal, draw = "/Over gs 0 0 0 1 k BT /F1 10 Tf 30 30 Td (a) Tj ET"): void {
  kit.resource("Font", "F1", font);
  kit.draw(draw);
}

const pictures: readonly Pair[] = [
  pair(
    "x4_font_not_embedded",
    (kit) => write(kit, kit.font({})),
    (kit) => write(kit, kit.font({ FontFile3: kit.stream("") })),
  ),
  pair(
    "x4_alternate_images",
    (kit) => alternate(kit, true),
    (kit) => alternate(kit, false),
  ),
  pair(
    "x4_bits",
    (kit) => kit.resource("XObject", "Im1", kit.picture({ BitsPerComponent: 12 })),
    (kit) => kit.resource("XObject", "Im1", kit.picture({ BitsPerComponent: 16 })),
  ),
  pair(
    "x4_jpx",
    (kit) => jpx(kit, 2, 8),
    (kit) => jpx(kit, 4, 16),
  ),
];

function alternate(kit: Kit, isDefault: boolean): void {
  const Alternates = [{ Image: kit.picture(), DefaultForPrinting: isDefault }];
  kit.resource("XObject", "Im1", kit.picture({ Alternates }));
}

function jpx(kit: Kit, channels: number, bits: number): void {
  const header = Buffer.alloc(40);
  header.write("jP  ", 4);
  header.write("ihdr", 16);
  header.writeUInt16BE(channels, 28);
  header.writeUInt8(bits - 1, 30);
  kit.resource(
    "XObject",
    "Im1",
    kit.stream(header, { Subtype: "Image", Filter: "JPXDecode", Width: 1, Height: 1 }),
  );
}

const colour: readonly Pair[] = [
  pair(
    "x4_device_rgb",
    (kit) => kit.draw("1 0 0 rg 30 30 9 9 re f"),
    (kit) => {
      kit.resource("ColorSpace", "DefaultRGB", ["ICCBased", kit.profile("mntr", "RGB", 3)]);
      kit.draw("1 0 0 rg 30 30 9 9 re f");
    },
  ),
  pair("x4_device_cmyk", nowRgb, (kit) => {
    for (const page of [1, 2]) {
      kit.resource("ColorSpace", "DefaultCMYK", ["ICCBased", kit.profile("prtr", "CMYK", 4)]);
      if (page === 2) kit.set({ Resources: kit.page().get(PDFName.of("Resources")) ?? {} }, kit.page(2));
    }
    nowRgb(kit);
  }),
  pair(
    "x4_blend_space",
    (kit) => kit.set({ Group: { S: "Transparency", CS: "DeviceRGB" } }),
    (kit) => kit.set({ Group: { S: "Transparency", CS: ["ICCBased", kit.profile("mntr", "RGB", 3)] } }),
  ),
  pair(
    "x4_colorants",
    (kit) => inked(kit, 33),
    (kit) => inked(kit, 32),
  ),
  pair(
    "x4_profile_channels",
    (kit) => profiled(kit, 2),
    (kit) => profiled(kit, 1),
  ),
];

function nowRgb(kit: Kit): void {
  kit.set({ DestOutputProfile: kit.profile("prtr", "RGB", 3) }, kit.intent);
}

function inked(kit: Kit, count: number): void {
  const names = Array.from({ length: count }, (_, at) => `Ink${at}`);
  const tint = kit.stream("{ pop }", { FunctionType: 4, Domain: [0, 1], Range: [0, 1] });
  kit.resource("ColorSpace", "Many", ["DeviceN", names, "DeviceCMYK", tint]);
  kit.draw(`/Many cs ${names.map(() => 0.1).join(" ")} scn 30 30 9 9 re f`);
}

function profiled(kit: Kit, channels: number): void {
  kit.resource("ColorSpace", "Own", ["ICCBased", kit.profile("scnr", "GRAY", channels)]);
  kit.draw("/Own cs 0.5 sc 30 30 9 9 re f");
}

const objects: readonly Pair[] = [
  pair(
    "x4_postscript",
    (kit) => kit.resource("XObject", "Ps", kit.stream("showpage", { Subtype: "PS" })),
    (kit) => kit.resource("XObject", "Fm", kit.form("")),
  ),
  pair(
    "x4_reference_xobject",
    (kit) => kit.resource("XObject", "Fm", kit.form("", { Ref: { F: PDFString.of("a.pdf"), Page: 0 } })),
    (kit) => kit.resource("XObject", "Fm", kit.form("", { LastModified: PDFString.of("D:2026") })),
  ),
  pair(
    "x4_opi",
    (kit) => kit.resource("XObject", "Fm", kit.form("", { OPI: { "2.0": { Type: "OPI" } } })),
    (kit) => kit.resource("XObject", "Fm", kit.form("")),
  ),
  pair(
    "x4_transfer_function",
    state({ Type: "ExtGState", TR2: "Identity" }),
    state({ Type: "ExtGState", TR2: "Default" }),
  ),
  pair(
    "x4_halftone_phase",
    state({ Type: "ExtGState", HTP: [1, 1] }),
    state({ Type: "ExtGState", HT: "Default" }),
  ),
  pair(
    "x4_embedded_files",
    (kit) =>
      kit.catalog("Names", { EmbeddedFiles: { Names: [PDFString.of("a"), kit.ref({ Type: "Filespec" })] } }),
    (kit) => kit.catalog("Names", { Dests: { Names: [] } }),
  ),
];

const layers: readonly Pair[] = [
  pair(
    "x4_layer_config_name",
    (kit) => layered(kit, { Name: PDFString.of("") }),
    (kit) => layered(kit, {}),
  ),
  pair(
    "x4_layer_auto_state",
    (kit) => layered(kit, { AS: [{ Event: "Print" }] }),
    (kit) => layered(kit, { Intent: "View" }),
  ),
  pair(
    "x4_layer_order",
    (kit) => layered(kit, { Order: [] }),
    (kit) => layered(kit, {}),
  ),
];

const script = { Type: "Action", S: "JavaScript", JS: PDFString.of("app.beep()") };

const actions: readonly Pair[] = [
  pair(
    "x4_javascript",
    (kit) => kit.catalog("OpenAction", script),
    (kit) => kit.catalog("OpenAction", [kit.doc.getPage(0).ref, "Fit"]),
  ),
  pair(
    "x4_actions",
    (kit) => kit.set({ AA: { O: { S: "GoTo", D: PDFString.of("a") } } }),
    (kit) => kit.catalog("OpenAction", [kit.doc.getPage(1).ref, "Fit"]),
  ),
  pair(
    "x4_annotation",
    (kit) => note(kit, [20, 20, 40, 40]),
    (kit) => note(kit, [20, 20, 40, 40], { Subtype: "TrapNet" }),
  ),
  pair(
    "x4_form",
    (kit) => kit.catalog("AcroForm", { Fields: [kit.ref({ FT: "Tx", T: PDFString.of("name") })] }),
    (kit) => kit.catalog("AcroForm", { Fields: [] }),
  ),
  pair(
    "x4_xfa",
    (kit) => kit.catalog("AcroForm", { Fields: [], XFA: kit.stream("<xdp/>") }),
    (kit) => kit.catalog("AcroForm", { Fields: [] }),
  ),
];

/** The rules of PDF/X-4 for what is drawn and for objects, broken and just kept. */
export const pdfx4ContentPairs: readonly Pair[] = [...pictures, ...colour, ...objects, ...layers, ...actions];
