import type { Product } from "../calls/answers.ts";
import { t } from "../speech/words.ts";

/** Where the page is cut and how far text stays from there. Previews end at the cut, so the bleed lies outside. */
export function Marks({ product: { trimMm, safeMm, bleedMm } }: { readonly product: Product }) {
  const measures = {
    "--safe-x": share(safeMm, trimMm.width),
    "--safe-y": share(safeMm, trimMm.height),
    "--bleed-x": share(bleedMm, trimMm.width),
    "--bleed-y": share(bleedMm, trimMm.height),
  };
  return (
    <div class="marks" style={measures} aria-hidden="true">
      <i class="bleed" />
      <i class="trim" />
      <i class="safe" />
    </div>
  );
}

export function MarksLegend({ product: { safeMm, bleedMm } }: { readonly product: Product }) {
  return (
    <ul class="legend">
      <li class="trim">{t("marks.trim")}</li>
      <li class="safe">{t("marks.safe", { mm: safeMm })}</li>
      <li class="bleed">{t("marks.bleed", { mm: bleedMm })}</li>
    </ul>
  );
}

function share(mm: number, of: number): string {
  return `${((100 * mm) / of).toFixed(2)}%`;
}
