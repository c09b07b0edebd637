import type { ShippingRate } from "../order/facility.ts";

/** Countries that a parcel reaches by road from any other of them. */
const roads: readonly (readonly string[])[] = [
  (
    "NL BE LU DE AT CH FR IT ES PT DK SE NO FI PL CZ SK HU SI HR RO BG GR IE EE LV LT MT CY GB LI MC SM AD VA " +
    "BA RS ME MK AL XK MD UA"
  ).split(" "),
  ["US", "CA", "MX"],
  ["AU", "NZ"],
];

const grams = [500, 2000, 5000, 10_000, 30_000];

type Level = ShippingRate["level"];
type Days = readonly [from: number, to: number];
type Zone = readonly [prices: readonly number[], days: Partial<Record<Level, Days>>];

/** EUR by standard, and working days on the way by level. */
const domestic: Zone = [
  [3.5, 4.5, 5.9, 7.9, 12.9],
  { standard: [1, 2], economy: [2, 4], express: [1, 1], overnight: [1, 1], pickup: [0, 0] },
];
const near: Zone = [[6.9, 8.9, 11.9, 15.9, 26.9], { standard: [2, 5], economy: [4, 8], express: [1, 2] }];
const far: Zone = [[14.9, 22.9, 39, 69, 160], { standard: [6, 12], economy: [10, 20], express: [2, 4] }];

/** What a level costs against standard. */
const factor: Readonly<Record<Level, number>> = {
  economy: 0.7,
  standard: 1,
  express: 2.2,
  overnight: 3,
  pickup: 0,
};

/** Rates as carriers usually ask from a country, in EUR: at home, near by road, and the rest of the world. */
export function usualRates(countryCode: string): ShippingRate[] {
  const neighbours = roads.find((road) => road.includes(countryCode)) ?? [];
  return [
    ...ratesOf([countryCode], domestic),
    ...(neighbours.length > 0
      ? ratesOf(
          neighbours.filter((code) => code !== countryCode),
          near,
        )
      : []),
    ...ratesOf(["*"], far),
  ];
}

function ratesOf(countries: readonly string[], [prices, levels]: Zone): ShippingRate[] {
  return Object.entries(levels).map(([name, [from, to]]) => {
    const level = name as Level; // the zone's own keys
    const steps = prices.map((price, place) => ({
      maxGrams: grams[place] ?? 0,
      price: (price * factor[level]).toFixed(2),
    }));
    return { countries: [...countries], level, days: { from, to }, steps };
  });
}
