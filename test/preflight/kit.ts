import {
  PDFDict,
  PDFDocument,
  PDFHeader,
  PDFHexString,
  PDFName,
  type PDFObject,
  type PDFRef,
  PDFString,
} from "pdf-lib";

/** A literal of the library: names as words, references and objects as they are. */
export type Literal =
  | string
  | number
  | boolean
  | PDFObject
  | readonly Literal[]
  | { readonly [key: string]: Literal };

const instant = "2026-11-21T11:34:56Z";

/** The packet of a clean document; plants replace parts of it. */
const packet = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" pdfxid:GTS_PDFXVersion="PDF/X-4">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Zomer &amp; Ærø</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>${instant}</xmp:CreateDate>
<xmp:ModifyDate>2026-11-21T12:34:56+01:00</xmp:ModifyDate>
<xmp:MetadataDate>${instant}</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:1</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass><pdf:Trapped>False</pdf:Trapped>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;

/** Tinted paper, a line, a picture at 300 dpi, and black text that overprints. */
const clean = `q 0.2 0.1 0 0 k 20 20 100 100 re f Q
q 0 0 0 1 K 0.5 w 20 200 m 120 200 l S Q
q 8.16 0 0 8.16 150 150 cm /Im0 Do Q
q /Over gs 0 0 0 1 k BT /F0 10 Tf 20 300 Td (Zomer) Tj ET Q
`;

/** A clean document of two pages, for PDF/X-4 and Ghent Workgroup 2015 alike, and the tools to spoil it. */
export class Kit {
  readonly doc: PDFDocument;
  readonly intent: PDFDict;
  readonly info: PDFDict;
  xmp = packet;
  /** Dictionary entries of the XMP stream besides its type. */
  xmpEntries: Record<string, string> = {};
  /** What happens to the bytes in the end, one letter each. */
  edit = (file: string): string => file;
  readonly #contents: string[] = [];

  private constructor(doc: PDFDocument) {
    this.doc = doc;
    doc.context.header = PDFHeader.forVersion(1, 6);
    this.intent = this.dict({
      Type: "OutputIntent",
      S: "GTS_PDFX",
      OutputConditionIdentifier: PDFString.of("FOGRA39"),
      DestOutputProfile: this.profile("prtr", "CMYK", 4),
    });
    this.catalog("OutputIntents", [this.intent]);
    const [made, changed] = ["D:20261121113456Z", "D:20261121123456+01'00'"];
    this.info = this.dict({
      Title: PDFHexString.fromText("Zomer & Ærø"),
      CreationDate: PDFString.of(made),
      ModDate: PDFString.of(changed),
      Trapped: "False",
    });
    doc.context.trailerInfo.Info = doc.context.register(this.info);
    doc.context.trailerInfo.ID = this.obj([PDFHexString.of("00ff"), PDFHexString.of("00ff")]);
    this.#addPage();
    this.#addPage();
  }

  static async start(): Promise<Kit> {
    return new Kit(await PDFDocument.create({ updateMetadata: false }));
  }

  obj(literal: Literal): PDFObject {
    // The library's own type for this is an overload for each kind.
    return this.doc.context.obj(literal as Record<string, PDFObject>);
  }

  dict(literal: Literal): PDFDict {
    const made = this.obj(literal);
    if (made instanceof PDFDict) return made;
    throw new Error("the literal is no dictionary");
  }

  /** Registers an object, so that it is written by itself. */
  ref(literal: Literal): PDFRef {
    return this.doc.context.register(this.obj(literal));
  }

  stream(bytes: string | Uint8Array, entries: Record<string, Literal> = {}): PDFRef {
    return this.doc.context.register(this.doc.context.stream(bytes, entries as Record<string, PDFObject>));
  }

  /** The header of an ICC profile: all that a checker reads of one. */
  profile(deviceClass: string, space: string, stated: number): PDFRef {
    const header = Buffer.alloc(128);
    header.write(deviceClass, 12, "latin1");
    header.write(space.padEnd(4), 16, "latin1");
    header.write("acsp", 36, "latin1");
    return this.stream(header, { N: stated });
  }

  catalog(key: string, literal: Literal): void {
    this.doc.catalog.set(PDFName.of(key), this.obj(literal));
  }

  page(number = 1): PDFDict {
    return this.doc.getPage(number - 1).node;
  }

  /** Sets entries of a page, or of another dictionary. */
  set(entries: Record<string, Literal>, on = this.page()): void {
    for (const [key, value] of Object.entries(entries)) on.set(PDFName.of(key), this.obj(value));
  }

  /** Adds a named resource to the first page. */
  resource(kind: string, name: string, literal: Literal): void {
    const resources = this.page().lookup(PDFName.of("Resources"), PDFDict);
    const key = PDFName.of(kind);
    if (!resources.has(key)) resources.set(key, this.obj({}));
    resources.lookup(key, PDFDict).set(PDFName.of(name), this.obj(literal));
  }

  /** Draws on top of a page. */
  draw(content: string, number = 1): void {
    this.#contents[number - 1] += `q ${content} Q\n`;
  }

  /** Leaves a page with this content only. */
  replace(content: string, number = 1): void {
    this.#contents[number - 1] = content;
  }

  async bytes(): Promise<Buffer> {
    this.#contents.forEach((content, at) => {
      if (!this.page(at + 1).has(PDFName.of("Contents")))
        this.set({ Contents: this.stream(content) }, this.page(at + 1));
    });
    if (this.xmp)
      this.catalog(
        "Metadata",
        this.stream(Buffer.from(this.xmp), { Type: "Metadata", Subtype: "XML", ...this.xmpEntries }),
      );
    const saved = await this.doc.save({ useObjectStreams: false, addDefaultPage: false });
    return Buffer.from(this.edit(Buffer.from(saved).toString("latin1")), "latin1");
  }

  #addPage(): void {
    const page = this.doc.addPage([300, 400]).node;
    const over = { Type: "ExtGState", OP: true, op: true, OPM: 1 };
    const resources = {
      Font: { F0: this.font() },
      ExtGState: { Over: over },
      XObject: { Im0: this.picture() },
    };
    this.set({ BleedBox: [0, 0, 300, 400], TrimBox: [8.5, 8.5, 291.5, 391.5], Resources: resources }, page);
    page.delete(PDFName.of("Contents"));
    this.#contents.push(clean);
  }

  /** A font with a file, whose letters nobody looks at. */
  font(entries: Record<string, Literal> = { FontFile2: this.stream("letters") }): PDFRef {
    const descriptor = this.ref({ Type: "FontDescriptor", FontName: "Kit", Flags: 32, ...entries });
    const widths = { FirstChar: 32, LastChar: 126, Widths: Array<number>(95).fill(600) };
    return this.ref({
      Type: "Font",
      Subtype: "TrueType",
      BaseFont: "Kit",
      FontDescriptor: descriptor,
      ...widths,
    });
  }

  /** A picture of light cyan, 34 by 34 pixels. */
  picture(entries: Record<string, Literal> = {}, pixel: readonly number[] = [40, 0, 0, 0]): PDFRef {
    const side = 34;
    const pixels = Buffer.alloc(side * side * pixel.length, Buffer.from(pixel));
    const usual = { Type: "XObject", Subtype: "Image", Width: side, Height: side, BitsPerComponent: 8 };
    return this.stream(pixels, { ...usual, ColorSpace: "DeviceCMYK", ...entries });
  }

  /** A spot ink whose alternate is CMYK. */
  spot(name: string, full: readonly number[] = [0, 1, 0, 0], alternate: Literal = "DeviceCMYK"): PDFObject {
    const none = Array<number>(full.length).fill(0);
    const tint = { FunctionType: 2, Domain: [0, 1], C0: none, C1: [...full], N: 1 };
    return this.obj(["Separation", name, alternate, this.ref(tint)]);
  }

  /** A form of the size of the page. */
  form(content: string, entries: Record<string, Literal> = {}): PDFRef {
    return this.stream(content, { Type: "XObject", Subtype: "Form", BBox: [0, 0, 300, 400], ...entries });
  }
}
