/** Harmonised System headings by family, from general knowledge of the 2022 nomenclature: a broker checks them first. */
const hsCodes: Readonly<Record<string, string>> = {
  softcover: "4901.99",
  magazine: "4902.90",
  "photobook-hardcover": "4911.91",
  "photobook-layflat": "4911.91",
  wireo: "4901.99",
  calendar: "4910.00",
  canvas: "4911.91",
  poster: "4911.91",
  card: "4909.00",
};

/** Printed matter that has no heading of its own. */
const otherPrinted = "4911.99";

export function hsCodeOf(family: string): string {
  return hsCodes[family] ?? otherPrinted;
}

/** Inside the customs union nothing is declared: the EU with Monaco, and Switzerland with Liechtenstein. */
const unions: readonly ReadonlySet<string>[] = [
  new Set("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK".split(" ")),
  new Set(["CH", "LI"]),
];

export function crossesCustoms(from: string, to: string): boolean {
  return from !== to && !unions.some((union) => union.has(from) && union.has(to));
}
