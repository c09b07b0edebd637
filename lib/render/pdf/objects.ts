import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject, PDFStream } from "pdf-lib";

/** What a dictionary says under a name, followed to where it is. */
export function entry(dict: PDFDict, name: string): PDFObject | undefined {
  return dict.lookup(PDFName.of(name));
}

/** The dictionary an object is, or that of a stream. */
export function dictOf(object: PDFObject | undefined): PDFDict | undefined {
  if (object instanceof PDFStream) return object.dict;
  return object instanceof PDFDict ? object : undefined;
}

/** A dictionary in a dictionary. */
export function dictIn(dict: PDFDict, name: string): PDFDict | undefined {
  return dictOf(entry(dict, name));
}

/** A name's text without its slash. */
export function nameIn(dict: PDFDict, name: string): string | undefined {
  const value = entry(dict, name);
  return value instanceof PDFName ? value.decodeText() : undefined;
}

export function numberIn(dict: PDFDict, name: string): number | undefined {
  const value = entry(dict, name);
  return value instanceof PDFNumber ? value.asNumber() : undefined;
}

/** The numbers of an array; undefined where it holds anything else. */
export function numbersIn(dict: PDFDict, name: string): number[] | undefined {
  const array = entry(dict, name);
  if (!(array instanceof PDFArray)) return undefined;
  const values = array.asArray().map((_, at) => array.lookup(at));
  return values.every((value) => value instanceof PDFNumber)
    ? values.map((value) => value.asNumber())
    : undefined;
}

/** Names and objects of one kind in a resource dictionary. */
export function listed(resources: PDFDict, kind: string): { key: PDFName; value: PDFObject; of: PDFDict }[] {
  const of = dictIn(resources, kind);
  if (!of) return [];
  return of.keys().flatMap((key) => {
    const value = of.lookup(key);
    return value ? [{ key, value, of }] : [];
  });
}

/** Filters of a stream, first to last. */
export function filtersOf(dict: PDFDict): string[] {
  const filter = entry(dict, "Filter");
  if (filter instanceof PDFName) return [filter.decodeText()];
  if (!(filter instanceof PDFArray)) return [];
  return filter.asArray().map((_, at) => {
    const name = filter.lookup(at);
    return name instanceof PDFName ? name.decodeText() : "";
  });
}
