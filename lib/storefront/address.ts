import { formatAddress } from "localized-address-format";
import type { Recipient } from "../order/recipient.ts";

/** Postal codes of the countries that most parcels go to; elsewhere what is written is taken. */
const postalCodes: Readonly<Record<string, RegExp>> = {
  AT: /^\d{4}$/,
  AU: /^\d{4}$/,
  BE: /^\d{4}$/,
  BR: /^\d{5}-?\d{3}$/,
  CA: /^[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d$/i,
  CH: /^\d{4}$/,
  CZ: /^\d{3} ?\d{2}$/,
  DE: /^\d{5}$/,
  DK: /^\d{4}$/,
  EE: /^\d{5}$/,
  ES: /^\d{5}$/,
  FI: /^\d{5}$/,
  FR: /^\d{2} ?\d{3}$/,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i,
  GR: /^\d{3} ?\d{2}$/,
  HR: /^\d{5}$/,
  HU: /^\d{4}$/,
  IE: /^[A-Z\d]{3} ?[A-Z\d]{4}$/i,
  IT: /^\d{5}$/,
  JP: /^\d{3}-?\d{4}$/,
  LT: /^(LT-)?\d{5}$/i,
  LU: /^(L-)?\d{4}$/i,
  LV: /^(LV-)?\d{4}$/i,
  NL: /^\d{4} ?[A-Z]{2}$/i,
  NO: /^\d{4}$/,
  NZ: /^\d{4}$/,
  PL: /^\d{2}-?\d{3}$/,
  PT: /^\d{4}-?\d{3}$/,
  RO: /^\d{6}$/,
  SE: /^\d{3} ?\d{2}$/,
  SI: /^\d{4}$/,
  SK: /^\d{3} ?\d{2}$/,
  US: /^\d{5}(-\d{4})?$/,
};

/** Countries whose post does not deliver without a state or province. */
const withRegion = new Set(["AU", "BR", "CA", "CN", "IN", "JP", "MX", "US"]);

/** A field that is missing or wrong, by its name in a recipient. */
export interface AddressFault {
  readonly field: "postalCode" | "region";
  readonly why: "missing" | "not_as_written_there";
}

/** What is wrong with an address by the rules of its country; an e-mail address is asked for elsewhere. */
export function addressFaults({ countryCode, postalCode, region }: Recipient): AddressFault[] {
  const pattern = postalCodes[countryCode];
  const faults: AddressFault[] = [];
  if (pattern && !postalCode) faults.push({ field: "postalCode", why: "missing" });
  else if (pattern && postalCode && !pattern.test(postalCode))
    faults.push({ field: "postalCode", why: "not_as_written_there" });
  if (withRegion.has(countryCode) && !region) faults.push({ field: "region", why: "missing" });
  return faults;
}

/** Fields of an address in the order in which its country writes them. */
export function addressFields(countryCode: string): readonly (keyof Recipient)[] {
  const written = formatAddress({
    postalCountry: countryCode,
    name: "name",
    organization: "company",
    addressLines: ["line1", "line2"],
    locality: "city",
    postalCode: "postalCode",
    administrativeArea: "region",
  }).join(" ");
  const places = known.map((field) => ({ field, place: written.indexOf(field) }));
  // Parcels need a city, although some countries' formats have none: it comes after the street.
  const shown = places.map(({ field, place }) =>
    field === "city" && place < 0 ? { field, place: written.indexOf("line2") + 0.5 } : { field, place },
  );
  return shown
    .filter(({ place }) => place >= 0)
    .sort((one, other) => one.place - other.place)
    .map(({ field }) => field);
}

const known = ["name", "company", "line1", "line2", "city", "postalCode", "region"] as const;
