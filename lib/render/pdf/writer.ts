import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { intentEntries, profileEntries, profileStream } from "./intent.ts";
import { type About, fileId, hexText, pdfDate, producer, xmp } from "./metadata.ts";
import { piecesOf, type Spliced } from "./spliced.ts";

/** A run of a file's bytes, counted and hashed while they went by. */
export interface Part {
  readonly bytes: number;
  readonly sha256: string;
}

/** A file written; it is one part unless the writer was told to end some earlier. */
export interface Written {
  readonly bytes: number;
  readonly parts: Part[];
}

/** What of a document is written already: how many bytes, and where its objects are by number; -1 where nowhere yet. */
export interface Before {
  readonly bytes: number;
  readonly offsets: readonly number[];
}

/** Where an object is that is not written. */
export const unwritten = -1;

const smallBytes = 8_000;
const mostWaiting = 500;

/** A comment line of spaces. */
const padding = `%${" ".repeat(62)}\n`;

/**
 * Writes a PDF object by object straight to its file: memory stays flat however many pages it gets. Numbers are
 * reserved first where an object is named before it is written.
 */
export class PdfWriter {
  readonly #file: FileHandle;
  readonly #offsets: number[];
  readonly #parts: Part[] = [];
  #hash = createHash("sha256");
  #bytes: number;
  /** Small pieces that go to the file with the next: each writing of its own takes a turn of a thread. */
  #waiting: Buffer[] = [];
  /** Where the part being written begins. */
  #from: number;

  private constructor(file: FileHandle, { bytes, offsets }: Before) {
    this.#file = file;
    this.#offsets = [...offsets];
    this.#bytes = bytes;
    this.#from = bytes;
  }

  static async create(path: string): Promise<PdfWriter> {
    const writer = await PdfWriter.resume(path, { bytes: 0, offsets: [unwritten] });
    // The second line's high bytes tell old mail programs that the file is binary.
    await writer.#write(Buffer.from("%PDF-1.6\n%\xE2\xE3\xCF\xD3\n", "latin1"));
    return writer;
  }

  /** Goes on with a document whose bytes so far are elsewhere: the file gets those from here. */
  static async resume(path: string, before: Before): Promise<PdfWriter> {
    return new PdfWriter(await open(path, "w"), before);
  }

  /** Where the objects are so far, by number. */
  get offsets(): readonly number[] {
    return this.#offsets;
  }

  reserve(): number {
    return this.#offsets.push(unwritten) - 1;
  }

  /** Writes an object that is bytes already. */
  async raw(number: number, body: Uint8Array): Promise<void> {
    this.#offsets[number] = this.#bytes;
    await this.#write(Buffer.from(`${number} 0 obj\n`, "latin1"));
    await this.#write(body);
    await this.#write(Buffer.from("\nendobj\n", "latin1"));
  }

  /** Writes an object under a reserved number, or under a new one; answers the number. */
  async object(body: string, number = this.reserve()): Promise<number> {
    this.#offsets[number] = this.#bytes;
    await this.#write(Buffer.from(`${number} 0 obj\n${body}\nendobj\n`, "latin1"));
    return number;
  }

  /** Writes a stream; `entries` are those of its dictionary besides Length. */
  async stream(entries: string, content: Uint8Array | Spliced, number = this.reserve()): Promise<number> {
    this.#offsets[number] = this.#bytes;
    const head = `${number} 0 obj\n<< ${entries} /Length ${content.length} >>\nstream\n`;
    await this.#write(Buffer.from(head, "latin1"));
    for await (const bytes of piecesOf(content)) await this.#write(bytes);
    await this.#write(Buffer.from("\nendstream\nendobj\n", "latin1"));
    return number;
  }

  /** Ends a part between two objects, filled up with comments to its least bytes; answers it. */
  async endPart(minBytes = 0): Promise<Part> {
    const missing = minBytes - (this.#bytes - this.#from);
    if (missing > 0) {
      const filled = Buffer.alloc(missing, padding, "latin1");
      filled.write("\n", missing - 1, "latin1");
      await this.#write(filled);
    }
    const part = { bytes: this.#bytes - this.#from, sha256: this.#hash.digest("hex") };
    this.#parts.push(part);
    this.#hash = createHash("sha256");
    this.#from = this.#bytes;
    return part;
  }

  /**
   * Writes the catalog (with more `entries` if any), metadata, the output intent where `about` has one, and cross
   * references, and closes the file. Answers the whole document's bytes and the parts that are in this file.
   */
  async finish(pageTree: number, about: About, entries = ""): Promise<Written> {
    const metadata = await this.stream("/Type /Metadata /Subtype /XML", Buffer.from(xmp(about)));
    const info = await this.object(infoOf(about));
    const intents = await this.#intents(about);
    const catalog = `/Type /Catalog /Pages ${pageTree} 0 R /Metadata ${metadata} 0 R ${intents}${entries}`;
    const root = await this.object(`<< ${catalog} >>`);
    const start = this.#bytes;
    const size = this.#offsets.length;
    await this.#write(Buffer.from(`xref\n0 ${size}\n${this.#offsets.map(row).join("")}`, "latin1"));
    const id = fileId(about);
    const trailer = `<< /Size ${size} /Root ${root} 0 R /Info ${info} 0 R /ID [<${id}> <${id}>] >>`;
    await this.#write(Buffer.from(`trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`, "latin1"));
    await this.endPart();
    await this.close();
    return { bytes: this.#bytes, parts: this.#parts };
  }

  /** Closes the file, finished or not; closing twice does nothing. */
  async close(): Promise<void> {
    try {
      if (this.#waiting.length > 0) await this.#flush();
    } finally {
      await this.#file.close();
    }
  }

  /** What waits is copied: whose bytes they are may go on using them. */
  async #write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    if (bytes.length > smallBytes || this.#waiting.length >= mostWaiting) return this.#flush(bytes);
    this.#waiting.push(Buffer.from(bytes));
  }

  async #flush(...last: readonly Uint8Array[]): Promise<void> {
    const pieces = [...this.#waiting, ...last];
    this.#waiting = [];
    const wanted = pieces.reduce((sum, { length }) => sum + length, 0);
    const { bytesWritten } = await this.#file.writev(pieces);
    // A full disk says so when it is asked again.
    if (bytesWritten < wanted) await this.#file.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
  }

  async #intents({ intent }: About): Promise<string> {
    if (!intent) return "";
    const profile = await this.stream(profileEntries(intent.channels), profileStream(intent.profile));
    const written = await this.object(`<< ${intentEntries(intent, profile)} >>`);
    return `/OutputIntents [${written} 0 R] `;
  }
}

function infoOf(about: About): string {
  const date = pdfDate(about);
  const made = `/CreationDate (${date}) /ModDate (${date}) /Creator (${producer}) /Producer (${producer})`;
  return `<< /Title ${hexText(about.title)} ${made} /Trapped /False >>`;
}

/** One line of the cross reference table, 20 bytes by law. Object 0 heads the list of free numbers. */
function row(offset: number): string {
  if (offset === unwritten) return "0000000000 65535 f \n";
  return `${String(offset).padStart(10, "0")} 00000 n \n`;
}
