import type { Recipient } from "../order/recipient.ts";
import { element } from "./xml.ts";

/** `Contact` of an XJDF: whom the parcel goes to. */
export function deliveryContact(recipient: Recipient): string {
  const { postalCode, city, region, countryCode, line1, line2, company, name } = recipient;
  // AddressLine would have to repeat the whole address.
  const address = {
    ...{ Street: line1, ExtendedAddress: line2, PostalCode: postalCode, City: city },
    ...{ Region: region, CountryCode: countryCode },
  };
  return element(
    "Contact",
    {},
    element("Address", address),
    ...channel("Email", "mailto:", recipient.email),
    // A tel: URI has no spaces.
    ...channel("Phone", "tel:", recipient.phone?.replace(/\s+/g, "")),
    ...(company ? [element("Company", { OrganizationName: company })] : []),
    // The name as it was given: nobody was asked which part of it is the family's.
    element("Person", { FamilyName: name }),
  );
}

function channel(ChannelType: string, scheme: string, value: string | null | undefined): string[] {
  return value ? [element("ComChannel", { ChannelType, Locator: `${scheme}${value}` })] : [];
}
