import { PDFArray, PDFDict, PDFName, type PDFObject, type PDFPage, PDFRef, PDFStream } from "pdf-lib";
import type { Box } from "./boxes.ts";
import { number } from "./boxes.ts";
import { mapped, matrixFrom } from "./matrix.ts";
import { dictIn, dictOf, entry, nameIn, numberIn, numbersIn } from "./objects.ts";

/** What became of a page's annotations. */
export type AnnotationFinding =
  | "form_flattened"
  | "form_field_dropped"
  | "annotations_flattened"
  | "annotations_removed"
  | "actions_removed";

const hidden = 2;
const printed = 4;

/** What is only there for a screen, or would play, open or attach something. */
const screenOnly = new Set([
  "Link",
  "Popup",
  "FileAttachment",
  "Sound",
  "Movie",
  "Screen",
  "RichMedia",
  "3D",
  "TrapNet",
  "PrinterMark",
]);

/**
 * Takes the annotations off a page. Those that would be printed (flag Print, not Hidden) and have an appearance are
 * drawn into the page as they look: fields, stamps, notes on the page. All others go. Answers what was done.
 */
export function flattenAnnotations(page: PDFPage): AnnotationFinding[] {
  const annotations = entry(page.node, "Annots");
  page.node.delete(PDFName.of("Annots"));
  if (!(annotations instanceof PDFArray)) return [];
  const dicts = annotations.asArray().flatMap((_, at) => dictOf(annotations.lookup(at)) ?? []);
  const drawings = dicts.map(drawingOf);
  const drawn = drawings.filter((drawing) => drawing !== undefined);
  if (drawn.length > 0) drawOnto(page, drawn);
  const acts = dicts.some((dict) => dict.has(PDFName.of("A")) || dict.has(PDFName.of("AA")));
  const found = dicts.map((dict, at) => findingOf(dict, drawings[at] !== undefined));
  return [...new Set([...found, ...(acts ? ["actions_removed" as const] : [])])];
}

function findingOf(annotation: PDFDict, isDrawn: boolean): AnnotationFinding {
  const isField = nameIn(annotation, "Subtype") === "Widget";
  if (isDrawn) return isField ? "form_flattened" : "annotations_flattened";
  return isField && isVisible(annotation) && filledIn(annotation)
    ? "form_field_dropped"
    : "annotations_removed";
}

/** A field whose value nobody has drawn: readers make it up as they go. */
function filledIn(annotation: PDFDict): boolean {
  const value = entry(annotation, "V") ?? dictIn(annotation, "Parent")?.lookup(PDFName.of("V"));
  const text = value === undefined ? "" : String(value);
  return nameIn(annotation, "FT") !== "Btn" && text.length > 2 && !text.startsWith("/");
}

function isVisible(annotation: PDFDict): boolean {
  const flags = numberIn(annotation, "F") ?? 0;
  return (flags & hidden) === 0 && (flags & printed) !== 0;
}

function drawingOf(annotation: PDFDict): { form: PDFRef; matrix: readonly number[] } | undefined {
  const kind = nameIn(annotation, "Subtype") ?? "";
  const rect = numbersIn(annotation, "Rect");
  if (!isVisible(annotation) || screenOnly.has(kind) || rect?.length !== 4) return undefined;
  const form = appearanceOf(annotation);
  const stream = form && annotation.context.lookup(form);
  if (!form || !(stream instanceof PDFStream)) return undefined;
  stream.dict.set(PDFName.of("Type"), PDFName.of("XObject"));
  stream.dict.set(PDFName.of("Subtype"), PDFName.of("Form"));
  const layer = annotation.get(PDFName.of("OC"));
  if (layer) stream.dict.set(PDFName.of("OC"), layer);
  const matrix = placed(stream.dict, rect);
  return matrix && { form, matrix };
}

/** The normal appearance; of a box or button, that of its state. */
function appearanceOf(annotation: PDFDict): PDFRef | undefined {
  const appearances = dictIn(annotation, "AP");
  const normal = appearances && entry(appearances, "N");
  if (normal instanceof PDFStream) return refIn(appearances, "N", normal);
  const state = nameIn(annotation, "AS");
  const named = normal instanceof PDFDict && state !== undefined ? entry(normal, state) : undefined;
  return named instanceof PDFStream ? refIn(normal, state, named) : undefined;
}

function refIn(dict: PDFObject | undefined, name: string | undefined, stream: PDFStream): PDFRef {
  const ref = dict instanceof PDFDict && name !== undefined ? dict.get(PDFName.of(name)) : undefined;
  return ref instanceof PDFRef ? ref : stream.dict.context.register(stream);
}

/** The matrix that lays a form's box, after its own matrix, onto the annotation's rectangle (ISO 32000, 12.5.5). */
function placed(form: PDFDict, rect: readonly number[]): readonly number[] | undefined {
  const box = numbersIn(form, "BBox");
  if (box?.length !== 4) return undefined;
  const from = mapped(boxOf(box), matrixFrom(numbersIn(form, "Matrix")));
  const to = boxOf(rect);
  const across = (to[2] - to[0]) / (from[2] - from[0]);
  const up = (to[3] - to[1]) / (from[3] - from[1]);
  const matrix = [across, 0, 0, up, to[0] - from[0] * across, to[1] - from[1] * up];
  return matrix.every(Number.isFinite) ? matrix : undefined;
}

function boxOf([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[]): Box {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}

/** On top of the page, in resources of its own: several pages may share theirs. */
function drawOnto(page: PDFPage, drawn: readonly { form: PDFRef; matrix: readonly number[] }[]): void {
  const { node } = page;
  const { context } = node;
  const shared = node.Resources();
  const resources = shared ? shared.clone(context) : context.obj({});
  const drawings = dictIn(resources, "XObject")?.clone(context) ?? context.obj({});
  resources.set(PDFName.of("XObject"), drawings);
  node.set(PDFName.of("Resources"), resources);
  const lines = drawn.map(({ form, matrix }, at) => {
    const name = PDFName.of(`PcAnnotation${at}`);
    drawings.set(name, form);
    return `q ${matrix.map(number).join(" ")} cm ${name} Do Q`;
  });
  const own = node.Contents();
  const before = own instanceof PDFArray ? own.asArray() : [node.get(PDFName.of("Contents"))];
  const streamOf = (text: string) => context.register(context.flateStream(text));
  const all = [
    streamOf("q"),
    ...before.filter((ref) => ref !== undefined),
    streamOf(`Q\n${lines.join("\n")}`),
  ];
  node.set(PDFName.of("Contents"), context.obj(all));
}
