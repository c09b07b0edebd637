import type { Offer } from "../calls/answers.ts";
import type { Word } from "../speech/word.ts";

/** What a shopper should know of a fitting product; all other warnings are between the merchant and the printer. */
const warnings: Readonly<Record<string, Word>> = {
  resolution_too_low: "reason.soft",
  low_resolution: "reason.soft",
  gwg_image_coarse: "reason.soft",
  gwg_image_too_coarse: "reason.soft",
  gwg_small_text: "reason.fine",
  gwg_hairline: "reason.fine",
};

const errors: Readonly<Record<string, Word>> = {
  resolution_too_low: "reason.coarse",
  page_count_out_of_range: "reason.pages",
  page_size_mismatch: "reason.shape",
  too_many_pages: "reason.pages",
  encrypted_pdf: "reason.locked",
  damaged_file: "reason.damaged",
  unsupported_file_type: "reason.damaged",
  file_too_complex: "reason.complex",
  render_timeout: "reason.complex",
  fonts_not_embedded: "reason.fonts",
  no_facility: "reason.nobody",
};

/** Why a product does not fit, or not quite: each sentence once. */
export function reasonsFor({ verdict, reasons }: Pick<Offer, "verdict" | "reasons">): Word[] {
  const isImpossible = verdict === "error";
  const words = reasons
    .filter(({ severity }) => severity === "error" || !isImpossible)
    .flatMap(({ code }): Word[] => {
      const word = (isImpossible ? errors : warnings)[code];
      if (word) return [word];
      return isImpossible ? ["reason.other"] : [];
    });
  return [...new Set(words)];
}
