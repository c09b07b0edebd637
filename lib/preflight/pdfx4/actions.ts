import { type Box, isTurnedOut, overlap } from "../content/matrix.ts";
import { entryOf, type Found, itemsOf, nameIn, numbersIn, pathOf } from "../pdf/entries.ts";
import { inDocument, type Rule, type Sighting } from "../rule.ts";
import type { Subject, SubjectPage } from "../subject.ts";

/** Nothing that moves, asks or is filled in. */
export const actions: readonly Rule[] = [
  {
    code: "x4_javascript",
    severity: "error",
    clause: "There is no JavaScript.",
    find: ({ catalog, objects }) => {
      const isNamed = pathOf(catalog, "Names", "JavaScript") !== undefined;
      const isAction = objects.some((object) => nameIn(entryOf(object, "S")) === "JavaScript");
      return isNamed || isAction ? [inDocument("JavaScript", "none")] : [];
    },
  },
  {
    code: "x4_actions",
    severity: "error",
    clause: "Nothing happens when the document, a page or a place on it is opened or touched.",
    find: actionsIn,
  },
  {
    code: "x4_annotation",
    severity: "error",
    clause: "Annotations stay outside the bleed, but for printer's marks and trap networks.",
    find: ({ pages }) => pages.flatMap(annotationsInside),
  },
  {
    code: "x4_form",
    severity: "error",
    clause: "There is no form to fill in.",
    find: ({ catalog }) =>
      itemsOf(pathOf(catalog, "AcroForm", "Fields")).length > 0 ? [inDocument("AcroForm", "none")] : [],
  },
  {
    code: "x4_xfa",
    severity: "error",
    clause: "There is no XFA form.",
    find: ({ catalog }) => (pathOf(catalog, "AcroForm", "XFA") ? [inDocument("XFA", "none")] : []),
  },
];

/** Scripts have a rule of their own. */
function actionsIn({ catalog, pages }: Subject): Sighting[] {
  const opening = entryOf(catalog, "OpenAction");
  const document: Sighting[] = [
    ...(isAction(opening) ? [inDocument("OpenAction", "none", "OpenAction")] : []),
    ...(entryOf(catalog, "AA") ? [inDocument("AA", "none", "AA")] : []),
  ];
  const onPages = pages.flatMap(({ number, node }) => {
    const own = entryOf(node, "AA") ? [{ page: number, measured: "AA", wanted: "none" }] : [];
    const touched = itemsOf(entryOf(node, "Annots")).filter(
      (note) => entryOf(note, "A") || entryOf(note, "AA"),
    );
    return [
      ...own,
      ...touched.map(() => ({ page: number, measured: "action of an annotation", wanted: "none" })),
    ];
  });
  return [...document, ...onPages];
}

/** Going to a page, which is an array, is not an action. */
function isAction(opening: Found): boolean {
  const kind = nameIn(entryOf(opening, "S"));
  return kind !== undefined && kind !== "JavaScript";
}

const marks = new Set(["PrinterMark", "TrapNet"]);

function annotationsInside({ number, node, bleed, trim, art, clip, unit }: SubjectPage): Sighting[] {
  const edge = bleed ?? trim ?? art ?? clip;
  return itemsOf(entryOf(node, "Annots")).flatMap((note) => {
    const kind = nameIn(entryOf(note, "Subtype")) ?? "annotation";
    const [a = 0, b = 0, c = 0, d = 0] = numbersIn(entryOf(note, "Rect")).map((corner) => corner * unit);
    const box: Box = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
    if (marks.has(kind) || isTurnedOut(overlap(box, edge))) return [];
    return [{ page: number, measured: kind, wanted: "outside the bleed", box }];
  });
}
