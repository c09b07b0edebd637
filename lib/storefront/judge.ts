import type { PreflightView } from "../order/preflight-view.ts";
import type { Product } from "../order/product.ts";
import type { Offer } from "./views.ts";

type Reason = Offer["reasons"][number];

/** A product for so many pages: whether it can be made at all, before anything is looked at. */
export function pagesReason(product: Product, pages: number): Reason | undefined {
  const { min, max, step } = product.pages;
  if (pages >= min && paddedPages(product, pages) <= max) return undefined;
  const detail = `It takes ${min} to ${max} pages in steps of ${step}; there are ${pages}.`;
  return { code: "page_count_out_of_range", severity: "error", detail };
}

/** Pages as they are printed: blanks fill up to the product's step. */
function paddedPages({ pages: { step } }: Product, pages: number): number {
  return Math.ceil(pages / step) * step;
}

/** Pictures that fill a page of the product, bleed included, at the resolution they have. */
export function picturesReason(
  product: Product,
  pictures: readonly { width: number; height: number }[],
): Reason | undefined {
  const { trimMm, bleedMm, dpi } = product;
  const least = Math.min(
    ...pictures.map(({ width, height }) =>
      Math.min(
        (width * 25.4) / (trimMm.width + 2 * bleedMm),
        (height * 25.4) / (trimMm.height + 2 * bleedMm),
      ),
    ),
  );
  const found = Math.floor(least);
  const detail = `The smallest picture prints at ${found} dpi; ${dpi.warning} or more look sharp.`;
  if (found < dpi.error) return { code: "resolution_too_low", severity: "error", detail };
  return found < dpi.warning ? { code: "resolution_too_low", severity: "warning", detail } : undefined;
}

/** What a preflight found that a shopper should know: each kind once, the worst first. */
export function reasonsOf(view: PreflightView): Reason[] {
  if (view.error) return [{ code: view.error.code, severity: "error", detail: view.error.detail }];
  const told = view.findings.flatMap(({ code, severity, clause }): Reason[] =>
    severity === "info" ? [] : [{ code, severity, detail: clause ?? code.replaceAll("_", " ") }],
  );
  const kinds = new Map(told.toReversed().map((reason) => [`${reason.severity} ${reason.code}`, reason]));
  return [...kinds.values()].sort((one, other) => one.severity.localeCompare(other.severity)).slice(0, 10);
}

export function offerFor(product: Product, pages: number, reasons: readonly (Reason | undefined)[]): Offer {
  const known = reasons.filter((reason) => reason !== undefined);
  const isBad = known.some(({ severity }) => severity === "error");
  return {
    productId: product.id,
    verdict: isBad ? "error" : known.length > 0 ? "warning" : "good",
    reasons: known,
    pages: Math.max(1, paddedPages(product, pages)),
    product,
  };
}
