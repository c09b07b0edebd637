import { mmToPt, type Rect } from "../paper/length.ts";
import type { Guide, Label, Template } from "./cover-guides.ts";
import { dashMm, guideInks, labelMm, strokeMm } from "./guide-inks.ts";

/**
 * The template as PDF 1.6: one page with its boxes, and two layers, an empty one to draw on and the guides, which are
 * shown and never printed. All of it is ASCII, so that it may travel as text.
 */
export function templatePdf(template: Template): string {
  const content = ["/OC /Artwork BDC", "EMC", "/OC /Guides BDC", ...drawn(template), "EMC"].join("\n");
  return fileOf([
    `<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R 7 0 R] /D ${shown} >> >>`,
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R ${boxes(template)} /Contents 4 0 R /Resources << ${resources} >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    "<< /Type /OCG /Name (Artwork) >>",
    `<< /Type /OCG /Name ${text("Guides (do not print)")} /Usage ${neverPrinted} >>`,
    `<< /Title ${text(template.title)} /Producer (Printcloud) >>`,
  ]);
}

const resources = "/Font << /Label 5 0 R >> /Properties << /Artwork 6 0 R /Guides 7 0 R >>";
const shown =
  "<< /Order [6 0 R 7 0 R] /ON [6 0 R 7 0 R] /AS [<< /Event /Print /Category [/Print] /OCGs [7 0 R] >>] >>";
const neverPrinted = "<< /Print << /Subtype /PrintersMarks /PrintState /OFF >> /View << /ViewState /ON >> >>";

/** Numbers objects from 1, the catalog first and the description last, and adds the cross references. */
function fileOf(objects: readonly string[]): string {
  let file = "%PDF-1.6\n";
  const rows = objects.map((object, place) => {
    const row = `${String(file.length).padStart(10, "0")} 00000 n \n`;
    file += `${place + 1} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const size = objects.length + 1;
  const trailer = `<< /Size ${size} /Root 1 0 R /Info ${objects.length} 0 R >>`;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join("")}`;
  return `${file}${table}trailer\n${trailer}\nstartxref\n${file.length}\n%%EOF\n`;
}

function boxes({ media, trim }: Template): string {
  const top = media.height - trim.top;
  const inner = [trim.left, top - trim.height, trim.left + trim.width, top].map(pt).join(" ");
  const outer = `0 0 ${pt(media.width)} ${pt(media.height)}`;
  return `/MediaBox [${outer}] /BleedBox [${outer}] /TrimBox [${inner}]`;
}

function drawn({ media, guides }: Template): string[] {
  return [`${pt(strokeMm)} w`, ...guides.flatMap((guide) => outlined(guide, media.height))];
}

function outlined({ kind, rect, labels }: Guide, mediaHeight: number): string[] {
  const { rgb, dashed } = guideInks[kind];
  const dash = dashed ? dashMm.map(pt).join(" ") : "";
  return [
    `q ${rgb.join(" ")} RG ${rgb.join(" ")} rg [${dash}] 0 d`,
    `${corners(rect, mediaHeight)} re S`,
    ...labels.map((label) => lettered(label, mediaHeight)),
    "Q",
  ];
}

function corners({ left, top, width, height }: Rect, mediaHeight: number): string {
  return [left, mediaHeight - top - height, width, height].map(pt).join(" ");
}

function lettered({ text: words, left, top, anchor, turned }: Label, mediaHeight: number): string {
  const back = anchor === "middle" ? (words.length * 0.6 * labelMm) / 2 : 0;
  const foot = mediaHeight - top;
  const [matrix, x, y] = turned
    ? ["0 -1 1 0", left - labelMm / 3, foot + back]
    : ["1 0 0 1", left - back, foot];
  return `BT /Label ${pt(labelMm)} Tf ${matrix} ${pt(x)} ${pt(y)} Tm ${text(words)} Tj ET`;
}

function text(words: string): string {
  return `(${words.replace(/[\\()]/g, "\\$&")})`;
}

function pt(mm: number): string {
  return String(Number(mmToPt(mm).toFixed(4)) + 0);
}
