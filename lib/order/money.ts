import * as z from "zod";

/** ISO 4217, three letters. */
export const Currency = z.string().regex(/^[A-Z]{3}$/);
export type Currency = z.infer<typeof Currency>;

/** Decimal string in the currency's own minor units (ISO 4217), e.g. `{ amount: "12.50", currency: "EUR" }`. */
export const Money = z.strictObject({
  amount: z.string().regex(/^-?\d{1,12}(\.\d{1,4})?$/),
  currency: Currency,
});
export type Money = z.infer<typeof Money>;
