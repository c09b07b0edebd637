import * as z from "zod";
import { Instant } from "../order/ids.ts";
import { Money } from "../order/money.ts";
import { ShippingLevel } from "../order/order.ts";
import { Product } from "../order/product.ts";
import { CountryCode, Recipient } from "../order/recipient.ts";
import { AccessToken, ContentId, PaymentId, PublicationId, SessionId, TrackingToken } from "./ids.ts";
import { CoverWords, Locale, PaymentMethod, PublicationRequest } from "./requests.ts";

/** A page; URLs live 15 minutes. */
const Preview = z.strictObject({
  page: z.int().positive(),
  url: z.string(),
  /** As the render engine draws it, with trim, bleed and safe area over it; null until it is measured. */
  annotatedUrl: z.string().nullable(),
});

/** Why a product cannot be made well of this content; `detail` is English and for merchants: pages have words for each code. */
const Reason = z.strictObject({
  code: z.string(),
  severity: z.enum(["warning", "error"]),
  detail: z.string(),
});

/** A product of a publication with how well the content fits it; `error` cannot be bought. */
export const Offer = z.strictObject({
  productId: z.string(),
  verdict: z.enum(["good", "warning", "error"]),
  reasons: z.array(Reason),
  /** Pages as they are printed. */
  pages: z.int().positive(),
  product: Product,
});
export type Offer = z.infer<typeof Offer>;

export const PublicationState = z.enum(["measuring", "ready", "refused"]);

/** A publication as its merchant sees it. */
export const PublicationView = z.strictObject({
  id: PublicationId,
  state: PublicationState,
  /** Why it is refused. */
  problem: Reason.nullable(),
  title: z.string(),
  margin: PublicationRequest.shape.margin.unwrap(),
  origins: z.array(z.string()),
  coupons: PublicationRequest.shape.coupons.unwrap(),
  onAccount: z.boolean(),
  currency: z.string(),
  isPrivate: z.boolean(),
  /** Told once, when it is made. */
  token: AccessToken.nullable(),
  expiresAt: Instant.nullable(),
  pages: z.int().nullable(),
  offers: z.array(Offer),
  previews: z.array(Preview),
  checkoutUrl: z.url(),
  createdAt: Instant,
});
export type PublicationView = z.infer<typeof PublicationView>;

export const PublicationsView = z.strictObject({
  items: z.array(PublicationView),
  nextCursor: z.string().nullable(),
});

export const ContentView = z.strictObject({
  contentId: ContentId,
  /** Post the file as the last field; lives 15 minutes. */
  form: z.strictObject({ url: z.string(), fields: z.record(z.string(), z.string()) }),
  expiresAt: Instant,
});

/** One line of what the shopper pays, tax included; `discount` is negative. */
const PriceLine = z.strictObject({
  kind: z.enum(["product", "discount", "shipping", "duty"]),
  quantity: z.int().positive(),
  amount: Money,
});

/** What the chosen copies cost, delivered: from a stored quote, the merchant's margin and the coupon. */
export const PriceView = z.strictObject({
  lines: z.array(PriceLine),
  total: Money,
  /** Contained in the total. */
  tax: Money,
  /** Fraction of the product's lines, e.g. 0.09. */
  taxRate: z.number(),
  expiresAt: Instant,
});
export type PriceView = z.infer<typeof PriceView>;

/** A way to send it, with its own total. */
const LevelView = z.strictObject({
  shippingLevel: ShippingLevel,
  shipping: Money,
  total: Money,
  /** Days at the door, first and last. */
  deliverFrom: z.iso.date(),
  deliverTo: z.iso.date(),
});

export const SessionState = z.enum([
  /** Being filled in; may be paid. */
  "open",
  /** The shopper is at the payment page; choosing again takes the payment back. */
  "paying",
  /** Paid; the order is being placed. */
  "paid",
  /** Placed: `tracking` leads on. */
  "ordered",
  /** Money went back. */
  "refunded",
  "expired",
]);
export type SessionState = z.infer<typeof SessionState>;

export const SessionView = z.strictObject({
  id: SessionId,
  state: SessionState,
  locale: Locale,
  publication: z.strictObject({
    id: PublicationId,
    title: z.string(),
    currency: z.string(),
    pages: z.int(),
    offers: z.array(Offer),
    previews: z.array(Preview),
    cover: CoverWords,
    /** On the front, where the product has a cover of its own; lives 15 minutes. */
    coverPicture: z.string().nullable(),
    origins: z.array(z.string()),
    /** Test publications take no real money. */
    mode: z.enum(["live", "test"]),
  }),
  choice: z.strictObject({
    productId: z.string(),
    quantity: z.int(),
    shippingLevel: ShippingLevel,
    countryCode: CountryCode,
    cover: CoverWords,
    coupon: z.string().nullable(),
    recipient: Recipient.nullable(),
  }),
  /** Null where it cannot be sold like this; `problem` says why. */
  price: PriceView.nullable(),
  problem: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
  levels: z.array(LevelView),
  /** JSON pointers into `choice` of what is still needed to pay. */
  missing: z.array(z.string()),
  methods: z.array(PaymentMethod),
  payment: z
    .strictObject({
      id: PaymentId,
      method: PaymentMethod,
      state: z.enum(["pending", "declined", "paid", "refunding", "refunded"]),
    })
    .nullable(),
  tracking: z.strictObject({ token: TrackingToken, url: z.string() }).nullable(),
  returnUrl: z.string().nullable(),
  expiresAt: Instant,
});
export type SessionView = z.infer<typeof SessionView>;

/** Where the shopper's browser goes to pay; invoices need no page and lead straight to the end. */
export const PayView = z.strictObject({ paymentId: PaymentId, url: z.string() });
export type PayView = z.infer<typeof PayView>;

/** Steps of the tracking page in their order. */
export const stepNames = ["paid", "preparing", "printing", "shipped", "delivered"] as const;

export const TrackingView = z.strictObject({
  state: z.enum(["paid", "preparing", "printing", "shipped", "delivered", "cancelled", "failed"]),
  locale: Locale,
  title: z.string(),
  product: z.string(),
  quantity: z.int(),
  merchantReference: z.string().nullable(),
  /** `at` is null for what has not happened yet. */
  steps: z.array(z.strictObject({ name: z.enum(stepNames), at: Instant.nullable() })),
  delivery: z.strictObject({ from: z.iso.date(), to: z.iso.date() }).nullable(),
  /** No street, no number, no e-mail. */
  destination: z.strictObject({ city: z.string(), countryCode: CountryCode }).nullable(),
  parcels: z.array(z.strictObject({ carrier: z.string(), tracking: z.string(), url: z.string().nullable() })),
  previews: z.array(Preview),
  total: Money,
  payment: z.enum(["paid", "refunding", "refunded", "invoice"]),
  canCancel: z.boolean(),
});
export type TrackingView = z.infer<typeof TrackingView>;

export const HealthView = z.strictObject({ status: z.literal("ok"), version: z.string() });
