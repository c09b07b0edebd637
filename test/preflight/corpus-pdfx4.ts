import { PDFHeader, PDFHexString, PDFName, PDFString } from "pdf-lib";
import type { Kit, Literal } from "./kit.ts";
import { type Pair, pair } from "./pair.ts";

const nothing = (): void => {};
const note = (kit: Kit, rect: number[], more: Record<string, string> = {}) =>
  kit.set({ Annots: [kit.ref({ Type: "Annot", Subtype: "Text", Rect: rect, ...more })] });
const state = (entries: Literal) => (kit: Kit) => kit.resource("ExtGState", "Own", entries);
const swap = (from: string | RegExp, to: string) => (kit: Kit) => {
  kit.xmp = kit.xmp.replace(from, to);
};
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

const file: readonly Pair[] = [
  pair(
    "x4_header",
    (kit) => {
      kit.doc.context.header = PDFHeader.forVersion(1, 7);
    },
    (kit) => {
      kit.doc.context.header = PDFHeader.forVersion(1, 4);
    },
  ),
  pair(
    "x4_trailer_id",
    (kit) => {
      kit.edit = (bytes) => bytes.replace("/ID [", "/IX [");
    },
    nothing,
  ),
  pair(
    "x4_encrypted",
    // Only the trailer says so; a file that is encrypted in truth is made with qpdf in another test.
    (kit) => {
      kit.edit = (bytes) => bytes.replace("/ID [", "/Encrypt 9999 0 R /ID [");
    },
    (kit) => kit.catalog("Note", PDFString.of("/Encrypt is only a word here")),
  ),
  pair(
    "x4_after_eof",
    (kit) => {
      kit.edit = (bytes) => `${bytes}% late`;
    },
    (kit) => {
      kit.edit = (bytes) => `${bytes.trimEnd()}\r\n`;
    },
  ),
  pair(
    "x4_lzw",
    (kit) =>
      kit.resource(
        "XObject",
        "Im1",
        kit.stream("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", { Filter: "LZWDecode" }),
      ),
    (kit) => kit.resource("XObject", "Im1", kit.stream("00>", { Filter: "ASCIIHexDecode" })),
  ),
  pair(
    "x4_crypt_filter",
    (kit) => kit.resource("XObject", "Im1", kit.stream("00", { Filter: "Crypt" })),
    (kit) => kit.resource("XObject", "Im1", kit.stream("00>", { Filter: ["ASCIIHexDecode"] })),
  ),
  pair(
    "x4_external_stream",
    (kit) => kit.resource("XObject", "Im1", kit.stream("", { F: PDFString.of("other.raw") })),
    (kit) =>
      kit.set({ Annots: [kit.ref({ Type: "Annot", Subtype: "Text", Rect: [500, 500, 510, 510], F: 4 })] }),
  ),
];

const metadata: readonly Pair[] = [
  pair(
    "x4_xmp_missing",
    (kit) => {
      kit.xmp = "";
    },
    nothing,
  ),
  pair(
    "x4_xmp_filtered",
    (kit) => {
      kit.xmp = `${Buffer.from(kit.xmp).toString("hex")}>`;
      kit.xmpEntries = { Filter: "ASCIIHexDecode" };
    },
    nothing,
  ),
  pair(
    "x4_version",
    swap('"PDF/X-4"', '"PDF/X-4p"'),
    swap(/ pdfxid:GTS_PDFXVersion="PDF\/X-4">/, "><pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>"),
  ),
  pair("x4_title", swap(/<dc:title>.*<\/dc:title>/, ""), swap("&amp;", "&#38;")),
  pair(
    "x4_dates",
    swap(/<xmp:MetadataDate>.*?<\/xmp:MetadataDate>/, ""),
    swap(/(<xmp:MetadataDate>)[^<]*/, "$12026-11-21"),
  ),
  pair("x4_document_id", swap("uuid:1", " "), swap("uuid:1", "uuid:2")),
  pair(
    "x4_trapped",
    (kit) => {
      swap(">False<", ">Unknown<")(kit);
      kit.set({ Trapped: "Unknown" }, kit.info);
    },
    (kit) => {
      swap(">False<", ">True<")(kit);
      kit.set({ Trapped: "True" }, kit.info);
    },
  ),
  pair(
    "x4_info_out_of_sync",
    (kit) => kit.set({ Title: PDFString.of("Winter") }, kit.info),
    (kit) => kit.info.delete(PDFName.of("Title")),
  ),
];

const intent: readonly Pair[] = [
  pair(
    "x4_intent_count",
    (kit) => kit.catalog("OutputIntents", [kit.intent, kit.intent.clone()]),
    (kit) => kit.catalog("OutputIntents", [kit.intent, { Type: "OutputIntent", S: "GTS_PDFA1" }]),
  ),
  pair(
    "x4_intent_condition",
    (kit) => kit.set({ OutputConditionIdentifier: PDFString.of("") }, kit.intent),
    (kit) => kit.set({ OutputConditionIdentifier: PDFHexString.fromText("Custom") }, kit.intent),
  ),
  pair(
    "x4_intent_profile",
    (kit) => kit.set({ DestOutputProfile: kit.stream("no profile", { N: 4 }) }, kit.intent),
    (kit) => kit.set({ DestOutputProfile: kit.profile("prtr", "CMYK", 4) }, kit.intent),
  ),
  pair(
    "x4_intent_class",
    (kit) => kit.set({ DestOutputProfile: kit.profile("mntr", "CMYK", 4) }, kit.intent),
    nothing,
  ),
  pair(
    "x4_intent_channels",
    (kit) => kit.set({ DestOutputProfile: kit.profile("prtr", "CMYK", 3) }, kit.intent),
    nothing,
  ),
];

const boxes: readonly Pair[] = [
  pair("x4_media_box", (kit) => kit.page().delete(PDFName.of("MediaBox")), inheritMedia),
  pair(
    "x4_trim_or_art",
    (kit) => kit.set({ ArtBox: [8.5, 8.5, 291.5, 391.5] }),
    (kit) => {
      kit.page().delete(PDFName.of("TrimBox"));
      kit.set({ ArtBox: [8.5, 8.5, 291.5, 391.5] });
    },
  ),
  pair(
    "x4_boxes_nested",
    (kit) => kit.set({ TrimBox: [-1, 8.5, 291.5, 391.5] }),
    (kit) => kit.set({ BleedBox: [0, 0, 300.01, 400] }),
  ),
  pair(
    "x4_crop_cuts",
    (kit) => kit.set({ CropBox: [20, 20, 280, 380] }),
    (kit) => kit.set({ CropBox: [0, 0, 300, 400] }),
  ),
  pair(
    "x4_house_rotation",
    (kit) => kit.set({ Rotate: 90 }),
    (kit) => kit.set({ Rotate: 0 }),
  ),
];

function inheritMedia(kit: Kit): void {
  kit.page().delete(PDFName.of("MediaBox"));
  kit.set({ MediaBox: [0, 0, 300, 400] }, kit.doc.catalog.Pages());
}

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

/** Every rule of PDF/X-4, broken and just kept. */
export const pdfx4Pairs: readonly Pair[] = [
  ...file,
  ...metadata,
  ...intent,
  ...boxes,
  ...pictures,
  ...colour,
  ...objects,
  ...layers,
  ...actions,
];
