import { PDFArray } from "pdf-lib";
import { entryOf, type Found, nameIn, pairsOf } from "../pdf/entries.ts";
import { type FileRule, inDocument, type Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";

/** Objects that mean different things to different presses. */
export const objects: readonly Rule[] = [
  anywhere("x4_postscript", "There are no PostScript XObjects.", (object) => {
    const isOwn = nameIn(entryOf(object, "Subtype")) === "PS";
    return isOwn || nameIn(entryOf(object, "Subtype2")) === "PS" || entryOf(object, "PS")
      ? "PostScript"
      : undefined;
  }),
  anywhere("x4_reference_xobject", "No form stands for a page of another file.", (object) =>
    nameIn(entryOf(object, "Subtype")) === "Form" && entryOf(object, "Ref") ? "Ref" : undefined,
  ),
  anywhere("x4_opi", "No form or picture is a placeholder for a file on an OPI server.", (object) =>
    isXObject(object) && entryOf(object, "OPI") ? "OPI" : undefined,
  ),
  anywhere(
    "x4_transfer_function",
    "No graphics state changes tones: no TR, and no TR2 but Default.",
    (object) => {
      if (!isState(object)) return undefined;
      if (entryOf(object, "TR") && nameIn(entryOf(object, "TR")) !== "Identity") return "TR";
      const second = entryOf(object, "TR2");
      return second && nameIn(second) !== "Default" ? "TR2" : undefined;
    },
  ),
  anywhere("x4_halftone_phase", "No graphics state moves the halftone (HTP).", (object) =>
    isState(object) && entryOf(object, "HTP") instanceof PDFArray ? "HTP" : undefined,
  ),
  {
    code: "x4_embedded_files",
    severity: "error",
    clause: "The file carries no other files.",
    find: ({ catalog }) => {
      const embedded = pairsOf(entryOf(entryOf(catalog, "Names"), "EmbeddedFiles"));
      return embedded.length > 0 ? [inDocument("EmbeddedFiles", "none")] : [];
    },
  },
];

type Look = (object: Found) => string | undefined;

function anywhere(code: string, clause: string, look: Look): FileRule {
  const find = (subject: Subject) =>
    subject.objects.flatMap((object) => {
      const found = look(object);
      return found === undefined ? [] : [inDocument(found, "none", found)];
    });
  return { code, severity: "error", clause, find };
}

function isXObject(object: Found): boolean {
  return ["Form", "Image"].includes(nameIn(entryOf(object, "Subtype")) ?? "");
}

/** Type is optional there: the keys tell as well. */
function isState(object: Found): boolean {
  const type = nameIn(entryOf(object, "Type"));
  return type === "ExtGState" || (type === undefined && nameIn(entryOf(object, "S")) === undefined);
}
