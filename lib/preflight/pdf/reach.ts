import { PDFArray, PDFDict, type PDFObject, PDFRef, PDFStream } from "pdf-lib";

/** Every dictionary that can be reached from an object, those of streams as their stream; each once. */
export function reachable(root: PDFObject, context: PDFDict["context"]): (PDFDict | PDFStream)[] {
  const seen = new Set<PDFObject>();
  const waiting: PDFObject[] = [root];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const object = next instanceof PDFRef ? context.lookup(next) : next;
    if (!object || seen.has(object)) continue;
    seen.add(object);
    for (const child of childrenOf(object)) waiting.push(child);
  }
  return [...seen].filter((object) => object instanceof PDFDict || object instanceof PDFStream);
}

function childrenOf(object: PDFObject): readonly PDFObject[] {
  if (object instanceof PDFArray) return object.asArray();
  if (object instanceof PDFStream) return object.dict.values();
  return object instanceof PDFDict ? object.values() : [];
}
