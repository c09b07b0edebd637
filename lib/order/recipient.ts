import * as z from "zod";

const optionalLine = z.string().trim().max(120).nullish();

/** ISO 3166-1 alpha-2, upper case. */
export const CountryCode = z.string().regex(/^[A-Z]{2}$/);

/** Whom the parcel goes to. Personal data: lives in the order's row and in live tickets only. */
export const Recipient = z.strictObject({
  name: z.string().trim().min(1).max(120),
  company: optionalLine,
  line1: z.string().trim().min(1).max(120),
  line2: optionalLine,
  postalCode: z.string().trim().max(20).nullish(),
  city: z.string().trim().min(1).max(120),
  region: z.string().trim().max(80).nullish(),
  countryCode: CountryCode,
  email: z.email().max(254).nullish(),
  phone: z.string().trim().max(40).nullish(),
});
export type Recipient = z.infer<typeof Recipient>;
