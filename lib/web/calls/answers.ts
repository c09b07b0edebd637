import * as z from "zod/mini";

// What the pages read of the storefront's answers. Its own schemas (lib/storefront/views.ts) are larger and made with all
// of zod, 24 kB of it: fields that no page shows are left out here, and `test/web/answers.test.ts` compares the two.

const Money = z.object({ amount: z.string(), currency: z.string() });
export type Money = z.infer<typeof Money>;

const Preview = z.object({ page: z.number(), url: z.string() });
export type Preview = z.infer<typeof Preview>;

const Product = z.object({
  name: z.object({ en: z.string(), nl: z.string(), de: z.string(), fr: z.string() }),
  trimMm: z.object({ width: z.number(), height: z.number() }),
  bleedMm: z.number(),
  safeMm: z.number(),
  binding: z.string(),
  cover: z.enum(["self", "separate", "none"]),
  edge: z.enum(["left", "right", "top"]),
  paper: z.object({ name: z.string(), gsm: z.number() }),
});
export type Product = z.infer<typeof Product>;

const Offer = z.object({
  productId: z.string(),
  verdict: z.enum(["good", "warning", "error"]),
  reasons: z.array(z.object({ code: z.string(), severity: z.enum(["warning", "error"]) })),
  pages: z.number(),
  product: Product,
});
export type Offer = z.infer<typeof Offer>;

const Cover = z.object({
  title: z.optional(z.string()),
  subtitle: z.optional(z.string()),
  spineText: z.optional(z.string()),
  background: z.optional(z.string()),
  textColour: z.optional(z.string()),
});
export type Cover = z.infer<typeof Cover>;

const line = z.nullish(z.string());
export const Recipient = z.object({
  name: z.string(),
  company: line,
  line1: z.string(),
  line2: line,
  postalCode: line,
  city: z.string(),
  region: line,
  countryCode: z.string(),
  email: line,
  phone: line,
});
export type Recipient = z.infer<typeof Recipient>;

const ShippingLevel = z.string();

const Level = z.object({
  shippingLevel: ShippingLevel,
  shipping: Money,
  deliverFrom: z.string(),
  deliverTo: z.string(),
});
export type Level = z.infer<typeof Level>;

const Price = z.object({
  lines: z.array(
    z.object({
      kind: z.enum(["product", "discount", "shipping", "duty"]),
      quantity: z.number(),
      amount: Money,
    }),
  ),
  total: Money,
  tax: Money,
  taxRate: z.number(),
});
export type Price = z.infer<typeof Price>;

const Locale = z.enum(["en", "nl", "de", "fr"]);
export type Locale = z.infer<typeof Locale>;

/** One shopper's checkout as the server knows it. */
export const Session = z.object({
  id: z.string(),
  state: z.enum(["open", "paying", "paid", "ordered", "refunded", "expired"]),
  publication: z.object({
    id: z.string(),
    title: z.string(),
    pages: z.number(),
    offers: z.array(Offer),
    previews: z.array(Preview),
    coverPicture: z.nullable(z.string()),
    origins: z.array(z.string()),
    mode: z.enum(["live", "test"]),
  }),
  choice: z.object({
    productId: z.string(),
    quantity: z.number(),
    shippingLevel: ShippingLevel,
    countryCode: z.string(),
    cover: Cover,
    coupon: z.nullable(z.string()),
    recipient: z.nullable(Recipient),
  }),
  price: z.nullable(Price),
  problem: z.nullable(z.object({ code: z.string(), detail: z.string() })),
  levels: z.array(Level),
  missing: z.array(z.string()),
  methods: z.array(z.string()),
  payment: z.nullable(z.object({ method: z.string(), state: z.string() })),
  tracking: z.nullable(z.object({ url: z.string() })),
  returnUrl: z.nullable(z.string()),
});
export type Session = z.infer<typeof Session>;

/** Where to pay. */
export const Pay = z.object({ url: z.string() });

/** An order as its shopper may see it. */
export const Tracking = z.object({
  state: z.enum(["paid", "preparing", "printing", "shipped", "delivered", "cancelled", "failed"]),
  locale: Locale,
  title: z.string(),
  product: z.string(),
  quantity: z.number(),
  merchantReference: z.nullable(z.string()),
  steps: z.array(
    z.object({
      name: z.enum(["paid", "preparing", "printing", "shipped", "delivered"]),
      at: z.nullable(z.string()),
    }),
  ),
  delivery: z.nullable(z.object({ from: z.string(), to: z.string() })),
  destination: z.nullable(z.object({ city: z.string(), countryCode: z.string() })),
  parcels: z.array(z.object({ carrier: z.string(), tracking: z.string(), url: z.nullable(z.string()) })),
  previews: z.array(Preview),
  total: Money,
  payment: z.enum(["paid", "refunding", "refunded", "invoice"]),
  canCancel: z.boolean(),
});
export type Tracking = z.infer<typeof Tracking>;

/** RFC 9457, as all of Printcloud answers what it refuses. */
export const Problem = z.object({
  code: z.string(),
  detail: z.string(),
  pointer: z.nullish(z.string()),
});
