import { PDFArray, type PDFDict, PDFName, type PDFObject } from "pdf-lib";
import { dictIn, dictOf, entry, listed, nameIn, numberIn } from "./objects.ts";

/** True where a graphics state lets what lies below shine through, or says again that it does not. */
export function isOpaqueState(state: PDFDict): boolean {
  const alphas = ["ca", "CA"].map((name) => numberIn(state, name) ?? 1);
  const blend = entry(state, "BM");
  const first = blend instanceof PDFArray ? blend.lookup(0) : blend;
  const normal = !first || first === PDFName.of("Normal") || first === PDFName.of("Compatible");
  return alphas.every((alpha) => alpha === 1) && normal && dictIn(state, "SMask") === undefined;
}

/** True where nothing that is drawn with these resources lets anything shine through. */
export function isOpaque(resources: PDFDict, seen = new Set<PDFObject>()): boolean {
  if (seen.has(resources)) return true;
  seen.add(resources);
  const dicts = (kind: string) => listed(resources, kind).flatMap(({ value }) => dictOf(value) ?? []);
  if (!dicts("ExtGState").every(isOpaqueState)) return false;
  const drawings = dicts("XObject");
  if (drawings.some((drawing) => nameIn(drawing, "Subtype") === "Image" && hasSoftEdge(drawing)))
    return false;
  const more = [...drawings, ...dicts("Pattern"), ...dicts("Font")];
  return more.every((one) => {
    const own = dictIn(one, "Resources");
    return !own || isOpaque(own, seen);
  });
}

function hasSoftEdge(image: PDFDict): boolean {
  return dictIn(image, "SMask") !== undefined || (numberIn(image, "SMaskInData") ?? 0) > 0;
}
