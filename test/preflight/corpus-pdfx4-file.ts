import { PDFHeader, PDFHexString, PDFName, PDFString } from "pdf-lib";
import type { Kit } from "./kit.ts";
import { type Pair, pair } from "./pair.ts";

const nothing = (): void => {};
const swap = (from: string | RegExp, to: string) => (kit: Kit) => {
  kit.xmp = kit.xmp.replace(from, to);
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

/** The rules of PDF/X-4 for the file, its metadata, its intent and its boxes, broken and just kept. */
export const pdfx4FilePairs: readonly Pair[] = [...file, ...metadata, ...intent, ...boxes];
