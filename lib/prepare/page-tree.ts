import { PDFArray, PDFDict, type PDFDocument, PDFName, type PDFObject, PDFRef, PDFStream } from "pdf-lib";
import { Rejected } from "../order/errors.ts";
import { maxPages } from "../order/limits.ts";

/** Nodes of the tree that are looked at: a tree may be deep or loop, but has hardly more branches than leaves. */
const maxNodes = 10 * maxPages;

/** A page with the branches above it, from which it takes boxes and rotation where it has none itself. */
export interface PageNode {
  readonly dict: PDFDict;
  readonly parent: PageNode | undefined;
}

/** The pages in reading order. Own walk with limits: the library's recurses for ever in a tree that loops. */
export function pageLeaves(document: PDFDocument): PageNode[] {
  const leaves: PageNode[] = [];
  const waiting: PageNode[] = [{ dict: rootOf(document), parent: undefined }];
  for (let looked = 0; looked <= maxNodes; looked++) {
    const node = waiting.pop();
    if (!node) return leaves;
    const kids = kidsOf(node);
    if (kids) waiting.push(...kids.reverse());
    else leaves.push(withContents(node));
    if (leaves.length > maxPages) throw tooMany();
  }
  throw new Rejected("damaged_file", "The PDF's pages form no tree.");
}

/** What a page says itself. */
export function ownEntry({ dict }: PageNode, name: string): PDFObject | undefined {
  return dict.lookup(PDFName.of(name));
}

/** What a page says, or the nearest branch above it. */
export function inheritedEntry(leaf: PageNode, name: string): PDFObject | undefined {
  for (let node: PageNode | undefined = leaf; node; node = node.parent) {
    const value = ownEntry(node, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function rootOf(document: PDFDocument): PDFDict {
  // A hostile trailer makes the catalog anything, whatever its type says.
  const catalog: unknown = document.catalog;
  const pages = catalog instanceof PDFDict ? catalog.lookup(PDFName.of("Pages")) : undefined;
  if (!(pages instanceof PDFDict)) throw new Rejected("damaged_file", "The PDF has no pages.");
  return pages;
}

/** Undefined for a leaf; a branch whose child is missing was cut off or mended wrongly. */
function kidsOf(node: PageNode): PageNode[] | undefined {
  const kids = ownEntry(node, "Kids");
  if (!(kids instanceof PDFArray)) return undefined;
  if (kids.size() > maxNodes) throw tooMany();
  return Array.from({ length: kids.size() }, (_, place) => {
    const dict = kids.lookup(place);
    if (!(dict instanceof PDFDict)) throw new Rejected("damaged_file", "The PDF lacks one of its pages.");
    return { dict, parent: node };
  });
}

function withContents(leaf: PageNode): PageNode {
  if (hasContents(leaf.dict)) return leaf;
  throw new Rejected("damaged_file", "The PDF lacks what is on one of its pages.");
}

/** True for an empty page too; false where a page names contents that are not in the file. */
function hasContents(dict: PDFDict): boolean {
  const named = dict.get(PDFName.of("Contents"));
  const contents = dict.lookup(PDFName.of("Contents"));
  if (contents instanceof PDFArray) {
    return contents.asArray().every((_, place) => contents.lookup(place) instanceof PDFStream);
  }
  return !(named instanceof PDFRef) || contents instanceof PDFStream;
}

function tooMany(): Rejected {
  return new Rejected("too_many_pages", "The PDF has too many pages.", { wanted: { maxPages } });
}
