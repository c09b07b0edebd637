import { createHash } from "node:crypto";
import type { Intent } from "./intent.ts";

/** What a document says about itself; nothing of it depends on the clock or the machine. */
export interface About {
  readonly title: string;
  /** RFC 3339. */
  readonly date: string;
  /** Tells two documents apart: same seed, same DocumentID and trailer ID. */
  readonly seed: string;
  /** What a PDF/X-4 is printed for; without it the document is plain PDF 1.6. */
  readonly intent?: Intent | undefined;
}

export const producer = "Printcloud";

/** 32 hex digits for both halves of the trailer's ID. */
export function fileId({ seed }: About): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, 32);
}

/** The date as PDF writes it, in UTC. */
export function pdfDate({ date }: About): string {
  const digits = new Date(date).toISOString().replace(/\D/g, "").slice(0, 14);
  return `D:${digits}Z`;
}

/** A text string as PDF hex: UTF-16 with its byte order mark. */
export function hexText(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) =>
    text.charCodeAt(at).toString(16).padStart(4, "0"),
  );
  return `<FEFF${units.join("").toUpperCase()}>`;
}

/** The document's XMP packet, in step with its Info dictionary. */
export function xmp(about: About): string {
  const date = `${new Date(about.date).toISOString().slice(0, 19)}Z`;
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(about.title)}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>${date}</xmp:CreateDate>
<xmp:ModifyDate>${date}</xmp:ModifyDate>
<xmp:MetadataDate>${date}</xmp:MetadataDate>
<xmp:CreatorTool>${producer}</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:${uuid(about)}</xmpMM:DocumentID>
<xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdf:Producer>${producer}</pdf:Producer>
<pdf:Trapped>False</pdf:Trapped>
${about.intent ? pdfxVersion : ""}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

const pdfxVersion = "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>\n";

function uuid(about: About): string {
  return fileId(about).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
