import type { Capability, CoverBuild, Facility, FileProfile } from "../order/facility.ts";
import type { Paper } from "../order/product.ts";
import * as papers from "./papers.ts";
import { usualPrices } from "./price-rows.ts";
import { usualRates } from "./shipping-rates.ts";

/** Board case spines by pages as Lulu publishes them; thicker books go by caliper. */
const luluCaseSteps = [
  { maxPages: 83, spineMm: 6 },
  { maxPages: 139, spineMm: 13 },
  { maxPages: 168, spineMm: 16 },
  { maxPages: 194, spineMm: 17 },
  { maxPages: 222, spineMm: 19 },
  { maxPages: 250, spineMm: 21 },
  { maxPages: 278, spineMm: 22 },
  { maxPages: 306, spineMm: 24 },
];

/** Case boards of 2 mm: the allowance is twice that. */
const boards2: CoverBuild = {
  softAllowanceMm: 1,
  caseAllowanceMm: 4,
  caseSteps: [],
  turnInMm: 17,
  jointMm: 10,
  overhangMm: 3,
};
const boards3: CoverBuild = { ...boards2, caseAllowanceMm: 6, turnInMm: 20 };
const steppedBoards: CoverBuild = { ...boards2, turnInMm: 16, caseSteps: luluCaseSteps };

const presses: FileProfile = {
  id: "press-coated",
  kind: "pdfx4",
  condition: "FOGRA39",
  pictures: "cmyk",
  inkLimitPercent: 300,
  marks: { barcode: "none" },
  cover: boards2,
};
/** Matches cover and block by scanning the slugs of their sheets. */
const steppedPresses: FileProfile = {
  ...presses,
  id: "press-stepped",
  marks: { barcode: "slug" },
  cover: steppedBoards,
};
const photoDevices: FileProfile = {
  id: "photo-rgb",
  kind: "pdf16",
  condition: null,
  pictures: "rgb",
  inkLimitPercent: 400,
  marks: { barcode: "none" },
  cover: boards3,
};

type Making = readonly [family: string, paper: Paper, maxQuantity: number];

const onPresses: readonly Making[] = [
  ["softcover", papers.offset90, 2000],
  ["softcover", papers.silk150, 2000],
  ["magazine", papers.silk130, 5000],
  ["photobook-hardcover", papers.gloss200, 500],
  ["wireo", papers.silk170, 1000],
  ["calendar", papers.silk250, 1000],
  ["card", papers.silk300, 10_000],
];
const onPhotoDevices: readonly Making[] = [
  ["photobook-layflat", papers.rigid400, 200],
  ["canvas", papers.canvas350, 100],
  ["poster", papers.silk200, 500],
];

const europe = "NL BE LU DE AT CH FR IT ES PT DK SE NO FI PL CZ SK HU SI HR RO BG GR IE EE LV LT MT CY".split(
  " ",
);

/** What these facilities have in common; all of them ask in EUR. */
const trading = {
  cutOff: "14:00",
  workingDays: [1, 2, 3, 4, 5],
  currency: "EUR",
  carbonPerKg: 1,
  open: true,
} satisfies Partial<Facility>;

const holidays = {
  NL: ["2026-12-25", "2026-12-26", "2027-01-01", "2027-03-29", "2027-04-27", "2027-05-06", "2027-05-17"],
  DE: ["2026-12-25", "2026-12-26", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-06", "2027-05-17"],
  GB: ["2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31"],
  US: ["2026-11-26", "2026-12-25", "2027-01-01", "2027-01-18", "2027-02-15", "2027-05-31", "2027-07-05"],
};

/** Facilities to start with: three that print, and two simulated ones that together make everything, everywhere. */
export const facilities: readonly Facility[] = [
  {
    id: "utrecht",
    mode: "live",
    name: "Utrecht Book Press",
    countryCode: "NL",
    timeZone: "Europe/Amsterdam",
    location: { latitude: 52.09, longitude: 5.12 },
    shipsTo: [...europe, "GB"],
    ...trading,
    capacityPerDay: 4000,
    productionDays: 2,
    holidays: holidays.NL,
    prices: usualPrices(),
    shipping: usualRates("NL"),
    makes: [...made(onPresses, presses), ...made(onPhotoDevices, photoDevices)],
    fileProfiles: [presses, photoDevices],
  },
  {
    id: "leipzig",
    mode: "live",
    name: "Leipziger Buchdruck",
    countryCode: "DE",
    timeZone: "Europe/Berlin",
    location: { latitude: 51.34, longitude: 12.37 },
    shipsTo: europe,
    ...trading,
    capacityPerDay: 9000,
    productionDays: 3,
    holidays: holidays.DE,
    prices: usualPrices(0.94),
    shipping: usualRates("DE"),
    makes: made(onPresses, presses),
    fileProfiles: [presses],
  },
  {
    id: "leeds",
    mode: "live",
    name: "Leeds Photo & Print",
    countryCode: "GB",
    timeZone: "Europe/London",
    location: { latitude: 53.8, longitude: -1.55 },
    shipsTo: ["GB", "IE", "US", "CA", "AU", "NZ"],
    ...trading,
    capacityPerDay: 3000,
    productionDays: 2,
    holidays: holidays.GB,
    prices: usualPrices(1.08),
    shipping: usualRates("GB"),
    makes: [...made(onPresses, steppedPresses), ...made(onPhotoDevices, photoDevices)],
    fileProfiles: [steppedPresses, photoDevices],
  },
  {
    id: "test-amsterdam",
    mode: "test",
    name: "Simulated press, Amsterdam",
    countryCode: "NL",
    timeZone: "Europe/Amsterdam",
    location: { latitude: 52.37, longitude: 4.9 },
    shipsTo: ["*"],
    ...trading,
    capacityPerDay: 100_000,
    productionDays: 2,
    holidays: holidays.NL,
    prices: usualPrices(),
    shipping: usualRates("NL"),
    makes: [...made(onPresses, presses), ...made(onPhotoDevices, photoDevices)],
    fileProfiles: [presses, photoDevices],
  },
  {
    id: "test-chicago",
    mode: "test",
    name: "Simulated press, Chicago",
    countryCode: "US",
    timeZone: "America/Chicago",
    location: { latitude: 41.88, longitude: -87.63 },
    shipsTo: ["*"],
    ...trading,
    capacityPerDay: 100_000,
    productionDays: 3,
    holidays: holidays.US,
    prices: usualPrices(1.04),
    shipping: usualRates("US"),
    makes: [...made(onPresses, steppedPresses), ...made(onPhotoDevices, photoDevices)],
    fileProfiles: [steppedPresses, photoDevices],
  },
];

function made(makings: readonly Making[], profile: FileProfile): Capability[] {
  return makings.map(([family, paper, maxQuantity]) => ({
    family,
    paper,
    fileProfileId: profile.id,
    maxQuantity,
  }));
}
