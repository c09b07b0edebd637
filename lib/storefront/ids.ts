import * as z from "zod";

/** 132 random bits as base64url: whoever holds such an id may use it, so nobody may guess it. */
const secret = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** What a button sells. */
export const PublicationId = z.templateLiteral(["pub_", secret]);
/** One shopper's checkout; knowing it is the right to it. */
export const SessionId = z.templateLiteral(["ses_", secret]);
/** One attempt to pay for a session. */
export const PaymentId = z.templateLiteral(["pay_", secret]);
/** Opens the tracking page of one order, without a login. */
export const TrackingToken = z.templateLiteral(["trk_", secret]);
/** A merchant's file that publications are made of. */
export const ContentId = z.templateLiteral(["cnt_", secret]);
/** Opens a private publication. */
export const AccessToken = z.templateLiteral(["tok_", secret]);

export type PublicationId = z.infer<typeof PublicationId>;
export type SessionId = z.infer<typeof SessionId>;
export type PaymentId = z.infer<typeof PaymentId>;
export type TrackingToken = z.infer<typeof TrackingToken>;
export type ContentId = z.infer<typeof ContentId>;
export type AccessToken = z.infer<typeof AccessToken>;

/** Prefixes of the storefront's own ids. */
export type StorefrontPrefix = "pub" | "ses" | "pay" | "trk" | "cnt" | "tok";
