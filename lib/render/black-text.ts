import { deflateSync } from "node:zlib";
import { PDFArray, type PDFDict, PDFName, type PDFObject, type PDFPage, PDFRawStream, PDFRef } from "pdf-lib";
import { overprinting, withBlackLetters } from "./pdf/black-letters.ts";
import { decoded } from "./pdf/decoded.ts";
import { dictIn, dictOf, entry, listed, nameIn, numberIn } from "./pdf/objects.ts";
import { isOpaque } from "./pdf/opacity.ts";
import { contentOf } from "./pdf/page-content.ts";

const group = PDFName.of("Group");

/**
 * Sets black letters of supplied pages in black ink alone, in place. Where a page is blended in RGB every colour of it
 * becomes four inks: there the blending goes if nothing shines through, and else the letters stay as they are.
 */
export class BlackText {
  readonly #forms = new Map<PDFObject, boolean>();

  /** What is to be said about a page; null where no letter is concerned. */
  set(page: PDFPage): "letters_in_black_ink" | "letters_in_four_inks" | null {
    const { node } = page;
    const resources = node.Resources() ?? page.doc.context.obj({});
    const { bytes } = contentOf(page);
    const opaque = isOpaque(resources);
    const letters = withBlackLetters(bytes, resources, true);
    if (!opaque && isBlendedInRgb(node)) return letters && "letters_in_four_inks";
    const inForms = this.#inForms(resources, opaque);
    if (letters) rewritePage(node, resources, letters);
    if (!letters && !inForms) return null;
    if (opaque) node.delete(group);
    return "letters_in_black_ink";
  }

  /** True where a form that is drawn with these resources has such letters. */
  #inForms(resources: PDFDict, opaque: boolean): boolean {
    const forms = dictIn(resources, "XObject");
    const found = listed(resources, "XObject").map(({ key, value }) => {
      const ref = forms?.get(key);
      const isForm = value instanceof PDFRawStream && nameIn(value.dict, "Subtype") === "Form";
      return isForm && ref instanceof PDFRef && this.#once(ref, value, { opaque, resources });
    });
    return found.some(Boolean);
  }

  #once(
    ref: PDFRef,
    form: PDFRawStream,
    { opaque, resources }: { opaque: boolean; resources: PDFDict },
  ): boolean {
    const known = this.#forms.get(ref);
    if (known !== undefined) return known;
    this.#forms.set(ref, false);
    if (!opaque && form.dict.has(group)) return false;
    const own = dictIn(form.dict, "Resources") ?? resources;
    const changed = rewritten(ref, form, own);
    const all = this.#inForms(own, opaque) || changed;
    if (all) form.dict.delete(group);
    this.#forms.set(ref, all);
    return all;
  }
}

function rewritePage(node: PDFDict, resources: PDFDict, letters: Buffer): void {
  const { context } = node;
  allowOverprint(resources);
  node.set(PDFName.of("Resources"), resources);
  node.set(PDFName.of("Contents"), context.register(context.flateStream(letters)));
}

function rewritten(ref: PDFRef, form: PDFRawStream, resources: PDFDict): boolean {
  const { bytes, whole } = decoded(form);
  const letters = whole ? withBlackLetters(bytes, resources, false) : null;
  if (!letters) return false;
  const { dict } = form;
  dict.set(PDFName.of("Filter"), PDFName.of("FlateDecode"));
  dict.delete(PDFName.of("DecodeParms"));
  dict.context.assign(ref, PDFRawStream.of(dict, deflateSync(letters)));
  return true;
}

function allowOverprint(resources: PDFDict): void {
  const { context } = resources;
  const states = dictIn(resources, "ExtGState") ?? context.obj({});
  const state = (on: boolean) => context.obj({ Type: "ExtGState", OP: on, op: on, OPM: on ? 1 : 0 });
  states.set(PDFName.of(overprinting.on), state(true));
  states.set(PDFName.of(overprinting.off), state(false));
  resources.set(PDFName.of("ExtGState"), states);
}

/** Blending in the press's own inks leaves black what it is. */
function isBlendedInRgb(node: PDFDict): boolean {
  const blending = dictIn(node, "Group");
  const space = blending && entry(blending, "CS");
  if (!space || space === PDFName.of("DeviceCMYK")) return false;
  const profile = space instanceof PDFArray ? dictOf(space.lookup(1)) : undefined;
  return !profile || numberIn(profile, "N") !== 4;
}
