import * as z from "zod";
import { Instant, MerchantId, Mode, OrderId, QuoteId } from "../order/ids.ts";
import { ShippingLevel } from "../order/order.ts";
import { CountryCode, Recipient } from "../order/recipient.ts";
import { OrderRequest } from "../order/requests.ts";
import { OrderState } from "../order/states.ts";
import { PaymentId, PublicationId, SessionId, TrackingToken } from "./ids.ts";
import { PaymentEvent } from "./purse.ts";
import { CoverWords, Locale, PaymentMethod } from "./requests.ts";
import { PriceView, stepNames } from "./views.ts";

/** What the shopper has chosen so far. */
export const Choice = z.strictObject({
  productId: z.string(),
  quantity: z.int().positive(),
  shippingLevel: ShippingLevel,
  countryCode: CountryCode,
  cover: CoverWords,
  coupon: z.string().nullable(),
  recipient: Recipient.nullable(),
});
export type Choice = z.infer<typeof Choice>;

/** A choice with its stored quote: what is shown. */
export const Priced = z.strictObject({
  shippingLevel: ShippingLevel,
  quoteId: QuoteId,
  price: PriceView,
  deliverFrom: z.iso.date(),
  deliverTo: z.iso.date(),
});
export type Priced = z.infer<typeof Priced>;

/** One attempt to pay, with the bill as it was shown: what is chosen later does not change it. */
export const Payment = z.strictObject({
  id: PaymentId,
  method: PaymentMethod,
  /** The provider's name of it; null until the provider has answered. */
  reference: z.string().nullable(),
  url: z.string().nullable(),
  bill: z.strictObject({ choice: Choice, priced: Priced }),
  createdAt: Instant,
  /** Money that comes later than this goes back. */
  expiresAt: Instant,
  /** It was declined, left or taken back: nothing is awaited any more. */
  closed: z.boolean(),
  /** Why what was charged is not what was asked; such money goes back. */
  mismatch: z.string().nullable(),
});
export type Payment = z.infer<typeof Payment>;

/** The one order of a session. */
const Placed = z.strictObject({
  paymentId: PaymentId,
  tracking: TrackingToken,
  /** The request as it is posted, the same at each try; null before its files are uploaded. */
  request: OrderRequest.nullable(),
  orderId: OrderId.nullable(),
  /** Code of the platform's refusal: then there is no order and never will be. */
  refused: z.string().nullable(),
  state: OrderState.nullable(),
  /** When each step was reached. */
  steps: z.partialRecord(z.enum(stepNames), Instant),
  parcels: z.array(z.strictObject({ carrier: z.string(), tracking: z.string(), url: z.string().nullable() })),
  canCancel: z.boolean(),
});
export type Placed = z.infer<typeof Placed>;

/** `printed_after_refund`: the order had failed or was cancelled, the money went back, and it was shipped all the same. */
const problemCodes = ["printed_after_refund"] as const;

export const Letter = z.enum(["paid", "shipped", "problem"]);
export type Letter = z.infer<typeof Letter>;

/** One shopper's checkout in one row, with its payments, their events and its order: every change is one conditional write. */
export const Session = z.strictObject({
  id: SessionId,
  mode: Mode,
  merchantId: MerchantId,
  publicationId: PublicationId,
  title: z.string(),
  locale: Locale,
  reference: z.string().nullable(),
  returnUrl: z.string().nullable(),
  createdAt: Instant,
  expiresAt: Instant,
  version: z.int().positive(),
  choice: Choice,
  /** Every level that can be had for the choice. */
  priced: z.array(Priced),
  problem: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
  payments: z.array(Payment).max(50),
  events: z.array(PaymentEvent),
  placed: Placed.nullable(),
  /** E-mails that went out. */
  letters: z.array(Letter),
  /** Who sends one now, until when nobody else does. */
  writing: z.partialRecord(Letter, z.strictObject({ by: z.string(), until: Instant })).default({}),
  /** What an operator must look at. */
  problems: z.array(z.strictObject({ code: z.enum(problemCodes), at: Instant })).default([]),
  /** When the clock looks again; null when only a request or an event can move it. */
  dueAt: Instant.nullable(),
});
export type Session = z.infer<typeof Session>;
