import type { Census } from "../census.ts";
import type { Rule, Sighting } from "../rule.ts";
import type { Subject, SubjectPage } from "../subject.ts";

const sameMm = 0.1;
const mmPerPt = 25.4 / 72;

/** Pages that make one book. */
export const pages: readonly Rule[] = [
  {
    code: "gwg_empty_page",
    severity: "warning",
    clause: "Every page prints something.",
    conclude: ({ inkedPages, unreadable, cutShort }: Census, subject: Subject): Sighting[] => {
      // Pages that were not read to their end are not called empty.
      const [stop = Number.POSITIVE_INFINITY] = cutShort.map(({ page }) => page);
      const unread = new Set(unreadable.map(({ page }) => page));
      return subject.pages
        .filter(({ number }) => !inkedPages.has(number) && !unread.has(number) && number < stop)
        .map(({ number }) => ({ page: number, measured: "no marks", wanted: "marks" }));
    },
  },
  {
    code: "gwg_page_sizes",
    severity: "error",
    clause: "All pages have one size and stand the same way.",
    find: ({ pages: found }) => {
      const [first, ...rest] = found.map((page) => ({ number: page.number, size: sizeOf(page) }));
      if (!first) return [];
      const others = rest.filter(({ size }) =>
        size.some((side, at) => Math.abs(side - (first.size[at] ?? 0)) > sameMm),
      );
      return others.map(({ number, size }) => ({ page: number, measured: size, wanted: first.size }));
    },
  },
];

/** Width and height in mm as a reader shows them, of the trim where there is one. */
function sizeOf({ trim, art, crop, clip, rotate }: SubjectPage): number[] {
  const [left, bottom, right, top] = trim ?? art ?? crop ?? clip;
  const size = [right - left, top - bottom].map((side) => Math.round(side * mmPerPt * 100) / 100);
  return rotate % 180 === 0 ? size : size.reverse();
}
