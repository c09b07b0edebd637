import {
  PDFArray,
  PDFBool,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNull,
  PDFNumber,
  type PDFObject,
  PDFStream,
  PDFString,
} from "pdf-lib";

/** Anything a PDF may hold where something was looked for: strangers' files hold the wrong thing. */
export type Found = PDFObject | undefined;

/** A dictionary, or that of a stream. */
export function dictIn(object: Found): PDFDict | undefined {
  if (object instanceof PDFStream) return object.dict;
  return object instanceof PDFDict ? object : undefined;
}

/** What a dictionary or stream holds under a key, references followed. */
export function entryOf(holder: Found, key: string): Found {
  const found = dictIn(holder)?.lookup(PDFName.of(key));
  return found === PDFNull ? undefined : found;
}

/** Follows one key after the other. */
export function pathOf(holder: Found, ...keys: readonly string[]): Found {
  return keys.reduce(entryOf, holder);
}

/** An array's items, references followed; none of anything else. */
export function itemsOf(object: Found): Found[] {
  if (!(object instanceof PDFArray)) return [];
  return object.asArray().map((_, at) => object.lookup(at));
}

/** A dictionary's keys and values, references followed. */
export function pairsOf(object: Found): [key: string, value: Found][] {
  const dict = dictIn(object);
  return dict ? dict.keys().map((key) => [key.decodeText(), dict.lookup(key)]) : [];
}

export function numberIn(object: Found): number | undefined {
  const number = object instanceof PDFNumber ? object.asNumber() : undefined;
  return Number.isFinite(number) ? number : undefined;
}

export function numbersIn(object: Found): number[] {
  return itemsOf(object).map((item) => numberIn(item) ?? 0);
}

export function nameIn(object: Found): string | undefined {
  if (!(object instanceof PDFName)) return undefined;
  const known = names.get(object);
  if (known !== undefined) return known;
  const name = object.decodeText();
  names.set(object, name);
  return name;
}

// Names are asked for with every mark, and decoding one takes longer than all the rest.
const names = new WeakMap<PDFName, string>();

export function textIn(object: Found): string | undefined {
  return object instanceof PDFString || object instanceof PDFHexString ? object.decodeText() : undefined;
}

export function boolIn(object: Found): boolean | undefined {
  return object instanceof PDFBool ? object.asBoolean() : undefined;
}

export function streamIn(object: Found): PDFStream | undefined {
  return object instanceof PDFStream ? object : undefined;
}

/** Names of a stream's filters, in the order they are undone; short forms of inline images included. */
export function filtersOf(holder: Found): string[] {
  const filter = entryOf(holder, "Filter") ?? entryOf(holder, "F");
  return (filter instanceof PDFArray ? itemsOf(filter) : [filter]).flatMap((each) => nameIn(each) ?? []);
}
