import { formatAddress } from "localized-address-format";

/** Fields of an address that its country's format orders. */
export const addressFields = ["name", "company", "line1", "line2", "city", "region", "postalCode"] as const;
export type AddressField = (typeof addressFields)[number];

// One character for each field, of the private use area: no format writes them itself.
const marks: Readonly<Record<string, AddressField>> = {
  "\uE000": "name",
  "\uE001": "company",
  "\uE002": "line1",
  "\uE003": "line2",
  "\uE004": "city",
  "\uE005": "region",
  "\uE006": "postalCode",
};

/**
 * Fields in the order in which the country writes them, a line of the envelope each. Formats without a town (Japan's,
 * the Emirates') get one all the same: carriers ask for it.
 */
export function fieldsOf(countryCode: string): AddressField[][] {
  const lines = formatAddress({
    postalCountry: countryCode,
    name: "\uE000",
    organization: "\uE001",
    addressLines: ["\uE002", "\uE003"],
    locality: "\uE004",
    administrativeArea: "\uE005",
    postalCode: "\uE006",
  });
  const rows = lines.map((text) => [...text].flatMap((character) => marks[character] ?? []));
  const known = rows.filter((row) => row.length > 0);
  return known.flat().includes("city") ? known : [...known, ["city"]];
}

const regionWords: Readonly<Record<string, "state" | "province" | "emirate" | "prefecture" | "county">> = {
  US: "state",
  AU: "state",
  BR: "state",
  IN: "state",
  MX: "state",
  MY: "state",
  NG: "state",
  CA: "province",
  CN: "province",
  ES: "province",
  IT: "province",
  AE: "emirate",
  JP: "prefecture",
  IE: "county",
};

/** What the country calls its regions. */
export function regionWord(countryCode: string) {
  const kind = regionWords[countryCode];
  return kind ? (`address.region.${kind}` as const) : "address.region";
}

/** Countries whose mail does not arrive without a region. */
const needRegion = ["AE", "AU", "BR", "CA", "CN", "IN", "JP", "MX", "US"];

/** Whether an address of this country is complete without the field. */
export function isOptional(field: AddressField, countryCode: string): boolean {
  if (field === "region") return !needRegion.includes(countryCode);
  return field === "company" || field === "line2";
}
