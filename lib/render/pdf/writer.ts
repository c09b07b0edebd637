import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { intentEntries, profileEntries, profileStream } from "./intent.ts";
import { type About, fileId, hexText, pdfDate, producer, xmp } from "./metadata.ts";
import { piecesOf, type Spliced } from "./spliced.ts";

/** A file written: its size and hash were taken while its bytes went by. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

const unwritten = -1;

/**
 * Writes a PDF object by object straight to its file: memory stays flat however many pages it gets. Numbers are
 * reserved first where an object is named before it is written.
 */
export class PdfWriter {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  readonly #offsets: number[] = [unwritten];
  #bytes = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<PdfWriter> {
    const writer = new PdfWriter(await open(path, "w"));
    // The second line's high bytes tell old mail programs that the file is binary.
    await writer.#write(Buffer.from("%PDF-1.6\n%\xE2\xE3\xCF\xD3\n", "latin1"));
    return writer;
  }

  reserve(): number {
    return this.#offsets.push(unwritten) - 1;
  }

  /** Takes over the numbers 1 to `last` for objects that bring their own; those never written stay free. */
  adopt(last: number): void {
    while (this.#offsets.length <= last) this.reserve();
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

  /**
   * Writes the catalog (with more `entries` if any), metadata, the output intent where `about` has one, and cross
   * references, and closes the file.
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
    await this.close();
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  /** Closes the file, finished or not; closing twice does nothing. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async #intents({ intent }: About): Promise<string> {
    if (!intent) return "";
    const profile = await this.stream(profileEntries(intent.channels), profileStream(intent.profile));
    const written = await this.object(`<< ${intentEntries(intent, profile)} >>`);
    return `/OutputIntents [${written} 0 R] `;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#file.writeFile(bytes);
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
