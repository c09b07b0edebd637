import * as z from "zod";
import { maxFileBytes } from "../order/limits.ts";
import { Currency, Money } from "../order/money.ts";
import { ShippingLevel } from "../order/order.ts";
import { CountryCode, Recipient } from "../order/recipient.ts";
import { UploadRequest } from "../order/requests.ts";
import { AccessToken, ContentId, PublicationId } from "./ids.ts";

/** Languages of checkout, tracking and e-mails. */
export const Locale = z.enum(["en", "nl", "de", "fr"]);
export type Locale = z.infer<typeof Locale>;

/** How a shopper pays: `invoice` asks the merchant instead. */
export const PaymentMethod = z.enum(["test", "stripe", "invoice"]);
export type PaymentMethod = z.infer<typeof PaymentMethod>;

/** A file of a publication: uploaded to the storefront, or fetched by it once. */
export const Content = z.union([
  z.strictObject({ contentId: ContentId }),
  z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2048) }),
]);
export type Content = z.infer<typeof Content>;

/** Whole origins as browsers write them: scheme, host and port, nothing more. */
const Origin = z
  .string()
  .max(200)
  .refine((text) => URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text), {
    message: "a whole origin such as https://shop.example.org",
  });

/** What the merchant adds to the price of each copy, before tax. */
const Margin = z.strictObject({
  percent: z.number().min(0).max(500).multipleOf(0.01).default(0),
  /** Decimal string in the publication's currency. */
  perCopy: Money.shape.amount.regex(/^\d/).default("0"),
});

/** A code that lowers the price of the copies, never below zero; shipping stays. */
const Coupon = z.strictObject({
  code: z.string().trim().toUpperCase().min(3).max(40),
  percent: z.number().gt(0).max(100).multipleOf(0.01),
  expiresAt: z.iso.datetime().nullish(),
  /** Checkouts that may be paid with it; as many as like without. */
  maxUses: z.int().min(1).max(1000).nullish(),
});
export type Coupon = z.infer<typeof Coupon>;

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, "a colour as #rrggbb");

/** Words and colours on the cover, where the product has one. */
export const CoverWords = z.strictObject({
  title: z.string().trim().max(80).optional(),
  subtitle: z.string().trim().max(120).optional(),
  spineText: z.string().trim().max(80).optional(),
  background: colour.optional(),
  textColour: colour.optional(),
});
export type CoverWords = z.infer<typeof CoverWords>;

/** What a merchant may change later; everything else is a new publication. */
const terms = {
  title: z.string().trim().min(1).max(120),
  margin: Margin.default({ percent: 0, perCopy: "0" }),
  /** Sites that may frame the checkout. */
  origins: z.array(Origin).max(20).default([]),
  coupons: z.array(Coupon).max(20).default([]),
  /** The merchant pays by invoice; nothing is asked of the shopper. */
  onAccount: z.boolean().default(false),
  /** Nothing is sold from then on. */
  expiresAt: z.iso.datetime().nullish(),
};

export const PublicationRequest = z.strictObject({
  ...terms,
  content: z
    .strictObject({
      images: z.array(Content).min(1).max(200).optional(),
      inside: Content.optional(),
      /** A picture for the front cover. */
      coverImage: Content.optional(),
      cover: CoverWords.optional(),
    })
    .refine(({ images, inside }) => (images === undefined) !== (inside === undefined), {
      message: "either images or inside, not both",
    }),
  /** Shown in this order; those that cannot be made well are shown with the reason. */
  products: z.array(z.string().max(60)).min(1).max(20),
  currency: Currency.default("EUR"),
  /** Asks for a token that is told once. */
  isPrivate: z.boolean().default(false),
});
export type PublicationRequest = z.infer<typeof PublicationRequest>;

export const TermsRequest = z.strictObject({
  title: terms.title.optional(),
  margin: Margin.optional(),
  origins: terms.origins.unwrap().optional(),
  coupons: terms.coupons.unwrap().optional(),
  onAccount: z.boolean().optional(),
  expiresAt: terms.expiresAt,
});
export type TermsRequest = z.infer<typeof TermsRequest>;

export const ContentRequest = z.strictObject({
  bytes: z.int().min(1).max(Math.min(maxFileBytes, 100_000_000)),
  type: UploadRequest.shape.type,
});
export type ContentRequest = z.infer<typeof ContentRequest>;

/** Opens a checkout. */
export const SessionRequest = z.strictObject({
  publicationId: PublicationId,
  /** Only private publications ask for it. */
  token: AccessToken.nullish(),
  locale: Locale.default("en"),
  /** Where the shopper probably is: prices are for there until an address is given. */
  countryCode: CountryCode.nullish(),
  productId: z.string().max(60).nullish(),
  /** The merchant's own reference; comes back with the order. */
  reference: z.string().trim().max(120).nullish(),
  /** Where the shopper came from; must be on one of the publication's origins. */
  returnUrl: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullish(),
});
export type SessionRequest = z.infer<typeof SessionRequest>;

/** What the shopper chooses; what is left out stays, and there is no field for a price. */
export const ChoiceRequest = z.strictObject({
  productId: z.string().max(60).optional(),
  quantity: z.int().min(1).max(1000).optional(),
  shippingLevel: ShippingLevel.optional(),
  countryCode: CountryCode.optional(),
  /** Checked against the format of its country; an e-mail address is needed to pay. */
  recipient: Recipient.optional(),
  cover: CoverWords.optional(),
  /** Null takes it away. */
  coupon: z.string().trim().toUpperCase().max(40).nullish(),
  locale: Locale.optional(),
});
export type ChoiceRequest = z.infer<typeof ChoiceRequest>;

/** Pays what was shown: another total is refused with what it is now. */
export const PayRequest = z.strictObject({ method: PaymentMethod, total: Money });
export type PayRequest = z.infer<typeof PayRequest>;

export const PublicationsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(400).optional(),
});
export type PublicationsQuery = z.infer<typeof PublicationsQuery>;
