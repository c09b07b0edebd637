import { deflateSync } from "node:zlib";
import {
  PDFArray,
  type PDFDict,
  PDFName,
  type PDFObject,
  type PDFPage,
  PDFRawStream,
  PDFStream,
} from "pdf-lib";
import type { Box } from "./boxes.ts";
import { type Decoded, decoded, maxContentBytes } from "./decoded.ts";
import type { Matrix } from "./matrix.ts";
import { entry, filtersOf } from "./objects.ts";

/** What is drawn on a page, its streams joined as a reader joins them. Throws where one cannot be read at all. */
export function contentOf({ node }: PDFPage): Decoded {
  const parts = streamsOf(node).map(decoded);
  const length = parts.reduce((sum, { bytes }) => sum + bytes.length + 1, 0);
  if (length > maxContentBytes) throw new Error("its content is too large");
  const joined = new Uint8Array(length).fill(lineFeed);
  let at = 0;
  for (const { bytes } of parts) {
    joined.set(bytes, at);
    at += bytes.length + 1;
  }
  return { bytes: joined, whole: parts.every(({ whole }) => whole) };
}

const lineFeed = 10;

/** Where a page's drawing goes: the box of it that shows, and the matrix that sets it upright. */
export interface Framing {
  readonly seen: Box;
  readonly upright: Matrix;
}

/** A page's drawing as a form of the same document. A single stream stays as it is packed. */
export function formOf(page: PDFPage, { seen, upright }: Framing): PDFRawStream {
  const { context } = page.doc;
  const form = context.obj({
    Type: "XObject",
    Subtype: "Form",
    FormType: 1,
    BBox: [...seen],
    Matrix: [...upright],
    Filter: "FlateDecode",
  });
  form.set(PDFName.of("Resources"), inherited(page.node, "Resources") ?? context.obj({}));
  const [only, ...more] = streamsOf(page.node);
  if (only instanceof PDFRawStream && more.length === 0 && isPlainlyPacked(only.dict))
    return PDFRawStream.of(form, only.contents);
  return PDFRawStream.of(form, deflateSync(contentOf(page).bytes));
}

function inherited(node: PDFPage["node"], name: string): PDFObject | undefined {
  return node.getInheritableAttribute(PDFName.of(name));
}

function isPlainlyPacked(dict: PDFDict): boolean {
  const filters = filtersOf(dict);
  return filters.length === 1 && filters[0] === "FlateDecode" && entry(dict, "DecodeParms") === undefined;
}

function streamsOf(node: PDFDict): PDFStream[] {
  const contents = entry(node, "Contents");
  const all =
    contents instanceof PDFArray ? contents.asArray().map((_, at) => contents.lookup(at)) : [contents];
  return all.filter((part) => part instanceof PDFStream);
}
