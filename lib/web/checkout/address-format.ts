import { addressFaults, addressFields } from "../../storefront/address.ts";
import type { Recipient } from "../calls/answers.ts";

/** Fields of an address that its country's format orders. */
export type AddressField = "name" | "company" | "line1" | "line2" | "city" | "region" | "postalCode";

const names: readonly AddressField[] = ["name", "company", "line1", "line2", "city", "region", "postalCode"];

/** Fields in the order in which the country writes them. */
export function fieldsOf(countryCode: string): AddressField[] {
  return addressFields(countryCode).flatMap((field) => names.find((name) => name === field) ?? []);
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

const nowhere: Recipient = { name: "", line1: "", city: "", countryCode: "" };

/** Whether an address of this country is complete without the field: the server's own rules. */
export function isOptional(field: AddressField, countryCode: string): boolean {
  if (field === "company" || field === "line2") return true;
  if (field === "name" || field === "line1" || field === "city") return false;
  return !addressFaults({ ...nowhere, countryCode }).some((fault) => fault.field === field);
}

/** Whether the postal code is not written as the country writes them. */
export function isOddPostalCode(countryCode: string, postalCode: string): boolean {
  const faults = addressFaults({ ...nowhere, countryCode, postalCode });
  return faults.some(({ field }) => field === "postalCode");
}
