import { deflateSync } from "node:zlib";
import {
  decodePDFRawStream,
  PDFArray,
  type PDFContext,
  PDFDict,
  type PDFDocument,
  PDFName,
  PDFNull,
  type PDFObject,
  PDFRawStream,
  PDFRef,
  PDFStream,
} from "pdf-lib";
import { reading } from "../reading.ts";
import type { About } from "./metadata.ts";
import { dictIn, dictOf, entry, filtersOf } from "./objects.ts";
import { PdfWriter, type Written } from "./writer.ts";

/** What a document is written from: its page tree, and the layers its pages name. */
export interface Roots {
  readonly pages: PDFRef;
  readonly layers: PDFObject | undefined;
}

/** Writes what pdf-lib has built as a document of ours: its pages and what they need, under our catalog and dates. */
export async function writeContext(pdf: PDFDocument, path: string, about: About): Promise<Written> {
  await pdf.flush();
  const pages = pdf.catalog.get(PDFName.of("Pages"));
  if (!(pages instanceof PDFRef)) throw new Error("the document has no page tree");
  const layers = pdf.catalog.get(PDFName.of("OCProperties"));
  return writeRoots(pdf.context, { pages, layers }, { path, about });
}

/**
 * Writes what can be reached from the roots, and nothing else, under numbers of its own. Object by object, so that
 * the file never stands in memory a second time. The objects are not good for anything else afterwards.
 */
export async function writeRoots(
  context: PDFContext,
  { pages, layers }: Roots,
  { path, about }: { path: string; about: About },
): Promise<Written> {
  const writer = await PdfWriter.create(path);
  try {
    const walk = new Renumbering(context, writer);
    const tree = walk.numberOf(pages);
    if (layers) walk.renumber(layers);
    const entries = layers ? `/OCProperties ${walk.written(layers)} ` : "";
    await walk.writeAll();
    return await writer.finish(tree, about, entries);
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/** Private data and descriptions for machines, wherever they hang: fonts and profiles carry them too. */
const leftBehind = ["Metadata", "PieceInfo", "AF", "Length"].map((name) => PDFName.of(name));

class Renumbering {
  readonly #context: PDFContext;
  readonly #writer: PdfWriter;
  readonly #numbers = new Map<PDFRef, number>();
  readonly #waiting: { readonly number: number; readonly object: PDFObject }[] = [];
  readonly #done = new Set<PDFObject>();

  constructor(context: PDFContext, writer: PdfWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  numberOf(ref: PDFRef): number {
    const known = this.#numbers.get(ref);
    if (known !== undefined) return known;
    const number = this.#writer.reserve();
    this.#numbers.set(ref, number);
    this.#waiting.push({ number, object: this.#context.lookup(ref) ?? PDFNull });
    return number;
  }

  /** An object that stands for itself, as it is written in another. */
  written(object: PDFObject): string {
    return object instanceof PDFRef ? `${this.numberOf(object)} 0 R` : String(object);
  }

  async writeAll(): Promise<void> {
    for (let at = 0; at < this.#waiting.length; at++) {
      const next = this.#waiting[at];
      if (next) await this.#write(next);
    }
  }

  async #write({ number, object }: { number: number; object: PDFObject }): Promise<void> {
    if (!(object instanceof PDFStream)) {
      reading(() => this.renumber(object));
      const bytes = reading(() => bytesOf(object));
      await this.#writer.raw(number, bytes);
      return;
    }
    const contents = reading(() => withoutLzw(object));
    reading(() => this.renumber(object.dict));
    await this.#writer.stream(String(object.dict).slice(2, -2), contents, number);
  }

  /** Replaces every reference in an object, however deep; each object once, for some are shared. */
  renumber(root: PDFObject): void {
    const waiting = [root];
    for (let object = waiting.pop(); object; object = waiting.pop()) {
      if (this.#done.has(object)) continue;
      this.#done.add(object);
      if (object instanceof PDFDict) waiting.push(...this.#inDict(object));
      if (object instanceof PDFArray) waiting.push(...this.#inArray(object));
    }
  }

  #inDict(dict: PDFDict): PDFObject[] {
    for (const key of leftBehind) dict.delete(key);
    return dict.entries().flatMap(([key, value]) => {
      if (value instanceof PDFRef) dict.set(key, PDFRef.of(this.numberOf(value)));
      return value instanceof PDFRef ? [] : [value];
    });
  }

  #inArray(array: PDFArray): PDFObject[] {
    return array.asArray().flatMap((value, at) => {
      if (value instanceof PDFRef) array.set(at, PDFRef.of(this.numberOf(value)));
      return value instanceof PDFRef ? [] : [value];
    });
  }
}

function bytesOf(object: PDFObject): Uint8Array {
  const body = new Uint8Array(object.sizeInBytes());
  object.copyBytesInto(body, 0);
  return body;
}

/** A stream's bytes. LZW may not be in a press-ready file: what it packs is packed anew, predictors and all. */
function withoutLzw(stream: PDFStream): Uint8Array {
  const { dict } = stream;
  const filters = filtersOf(dict);
  const last = filters.findLastIndex((filter) => filter === "LZWDecode" || filter === "LZW");
  if (last < 0 || !(stream instanceof PDFRawStream)) return stream.getContents();
  const rest = filters.slice(last + 1);
  const parms = paramsOf(dict, filters.length);
  const packed = dict.clone();
  packed.set(PDFName.of("Filter"), names(dict, filters.slice(0, last + 1)));
  packed.set(PDFName.of("DecodeParms"), dict.context.obj(parms.slice(0, last + 1)));
  const plain = decodePDFRawStream(PDFRawStream.of(packed, stream.contents)).decode();
  parms[last]?.delete(PDFName.of("EarlyChange"));
  dict.set(PDFName.of("Filter"), names(dict, ["FlateDecode", ...rest]));
  dict.set(PDFName.of("DecodeParms"), dict.context.obj(parms.slice(last)));
  return deflateSync(plain);
}

function names({ context }: PDFDict, texts: readonly string[]): PDFArray {
  return context.obj(texts.map((text) => PDFName.of(text === "LZW" ? "LZWDecode" : text)));
}

/** One dictionary for each filter, empty where it has none. */
function paramsOf(dict: PDFDict, count: number): PDFDict[] {
  const params = entry(dict, "DecodeParms");
  const own = params instanceof PDFArray ? params.asArray().map((_, at) => dictOf(params.lookup(at))) : [];
  const first = dictIn(dict, "DecodeParms");
  return Array.from(
    { length: count },
    (_, at) => own[at] ?? (at === 0 ? first : undefined) ?? dict.context.obj({}),
  );
}
