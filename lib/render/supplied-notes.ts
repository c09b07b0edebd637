import type { Finding } from "../order/rendered.ts";
import { fixed } from "./findings.ts";

/** What may be noted about pages of a supplied PDF, how much it matters, and what was done about it. */
const notes = {
  bleed_made: ["info", "the edges were mirrored outwards"],
  page_scaled: ["info", "scaled to the product's size"],
  page_rescaled: ["warning", "scaled to the product's size by more than a tenth, with all that is on it"],
  rotation_folded: ["info", "turned as a reader shows it"],
  trim_from_marks: ["info", "cut where the printed crop marks show it"],
  mixed_sizes: ["info", "each page was laid onto the product's size by itself"],
  rebuilt_as_pictures: ["warning", "the file is damaged: its pages were drawn as pictures at 300 dpi"],
  damage_mended: ["warning", "the file's end is missing: all its pages were found nevertheless"],
  page_rasterised: ["warning", "drawn as a picture at 300 dpi, with its bleed"],
  rgb_tagged: ["info", "plain RGB was tagged as sRGB"],
  cmyk_tagged: ["info", "plain inks were tagged with the profile of coated paper (FOGRA39)"],
  letters_in_black_ink: ["info", "letters in black of RGB or grey are printed in black ink alone"],
  letters_in_four_inks: ["warning", "small black letters may look fringed: they are printed in four inks"],
  javascript_removed: ["info", "removed"],
  actions_removed: ["info", "removed"],
  embedded_files_removed: ["info", "removed"],
  xfa_removed: ["warning", "removed; the pages are printed as the PDF draws them"],
  form_flattened: ["info", "fields are printed as they look"],
  form_field_dropped: ["warning", "the field has a value that nobody drew: it is not printed"],
  annotations_flattened: ["info", "drawn into the page"],
  annotations_removed: ["info", "removed: not meant to be printed, or without a look of their own"],
  postscript_removed: ["warning", "removed"],
  reference_removed: ["warning", "removed; the stand-in within the file is printed"],
  opi_removed: ["warning", "removed; the picture within the file is printed"],
  alternates_removed: ["info", "removed; the main picture is printed"],
  transfer_function_removed: ["warning", "removed: curves are the press's own"],
  private_data_removed: ["info", "removed"],
} as const satisfies Record<string, readonly [Finding["severity"], string]>;

export type NoteCode = keyof typeof notes;

/** Gathers what is to be said about pages, so that one finding names all pages it is true of. */
export class SuppliedNotes {
  readonly #pages = new Map<string, Set<number>>();
  readonly #details = new Map<string, Set<string>>();

  /** `page` counts printed pages from 1; null is the document. */
  note(code: NoteCode, page: number | null, detail?: string): void {
    const pages = this.#pages.get(code) ?? new Set();
    if (page !== null) pages.add(page);
    this.#pages.set(code, pages);
    if (detail === undefined) return;
    this.#details.set(code, (this.#details.get(code) ?? new Set()).add(detail));
  }

  /** In the order of the table above, whatever the order they were noted in. */
  findings(): Finding[] {
    return Object.entries(notes).flatMap(([code, said]) => {
      const noted = this.#pages.get(code);
      return noted
        ? [
            this.#finding(
              code,
              said,
              [...noted].sort((a, b) => a - b),
            ),
          ]
        : [];
    });
  }

  #finding(
    code: string,
    [severity, fix]: readonly [Finding["severity"], string],
    pages: readonly number[],
  ): Finding {
    const because = [...(this.#details.get(code) ?? [])].sort();
    const measured = { ...(pages.length > 0 ? { pages } : {}), ...(because.length > 0 ? { because } : {}) };
    const page = pages[0] ?? null;
    return fixed(code, fix, { severity, page, measured: Object.keys(measured).length > 0 ? measured : null });
  }
}
