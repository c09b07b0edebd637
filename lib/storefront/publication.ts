import * as z from "zod";
import { Instant, MerchantId, Mode } from "../order/ids.ts";
import { PublicationId } from "./ids.ts";
import { CoverWords, PublicationRequest } from "./requests.ts";
import { Offer, PublicationState, PublicationView } from "./views.ts";

/** A file of a publication: in the storefront's own bucket once it has a key. */
export const Stock = z.strictObject({
  key: z.string().nullable(),
  type: z.string().nullable(),
  url: z.string().nullable(),
  /** Of a picture, small enough to be looked at; null before it is measured. */
  smallKey: z.string().nullable().default(null),
});
export type Stock = z.infer<typeof Stock>;

const { title, margin, origins, coupons, onAccount } = PublicationRequest.shape;

/** What a button sells, in one row. */
export const Publication = z.strictObject({
  id: PublicationId,
  mode: Mode,
  merchantId: MerchantId,
  title,
  margin: margin.unwrap(),
  origins: origins.unwrap(),
  coupons: coupons.unwrap(),
  onAccount: onAccount.unwrap(),
  expiresAt: Instant.nullable(),
  currency: z.string(),
  /** SHA-256 of the token that a private one asks for. */
  tokenHash: z.string().nullable(),
  content: z.strictObject({
    images: z.array(Stock).nullable(),
    inside: Stock.nullable(),
    coverImage: Stock.nullable(),
    cover: CoverWords,
  }),
  products: z.array(z.string()),
  state: PublicationState,
  problem: PublicationView.shape.problem,
  pages: z.int().nullable(),
  offers: z.array(Offer),
  /** Pages of a document as they will be printed. */
  drawings: z.array(
    z.strictObject({
      page: z.int().positive(),
      /** With trim and bleed drawn over it. */
      key: z.string(),
      /** After cutting; null from before there were any. */
      cutKey: z.string().nullable().default(null),
    }),
  ),
  createdAt: Instant,
  version: z.int().positive(),
});
export type Publication = z.infer<typeof Publication>;
