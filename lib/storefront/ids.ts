import { randomBytes } from "node:crypto";
import * as z from "zod";
import { Mode } from "../order/ids.ts";

/** 132 random bits as base64url: whoever holds such an id may use it, so nobody may guess it. */
const secret = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** What a button sells. The mode is in every id: nothing is looked up in the other one. */
export const PublicationId = z.templateLiteral(["pub_", Mode, "_", secret]);
/** One shopper's checkout; knowing it is the right to it. */
export const SessionId = z.templateLiteral(["ses_", Mode, "_", secret]);
/** One attempt to pay for a session. */
export const PaymentId = z.templateLiteral(["pay_", Mode, "_", secret]);
/** Opens the tracking page of one order, without a login. */
export const TrackingToken = z.templateLiteral(["trk_", Mode, "_", secret]);
/** A merchant's file that publications are made of. */
export const ContentId = z.templateLiteral(["cnt_", Mode, "_", secret]);
/** Opens a private publication. */
export const AccessToken = z.templateLiteral(["tok_", Mode, "_", secret]);

export type PublicationId = z.infer<typeof PublicationId>;
export type SessionId = z.infer<typeof SessionId>;
export type PaymentId = z.infer<typeof PaymentId>;
export type TrackingToken = z.infer<typeof TrackingToken>;
export type ContentId = z.infer<typeof ContentId>;
export type AccessToken = z.infer<typeof AccessToken>;

type Prefix = "pub" | "ses" | "pay" | "trk" | "cnt" | "tok";

/** A fresh id that nobody can guess. */
export function freshId<P extends Prefix>(prefix: P, mode: Mode): `${P}_${Mode}_${string}` {
  // 17 bytes make 23 letters, the last of them with two bits only.
  return `${prefix}_${mode}_${randomBytes(17).toString("base64url").slice(0, 22)}`;
}

/** The mode that an id carries. */
export function modeOf(id: `${Prefix}_${Mode}_${string}`): Mode {
  return Mode.parse(id.split("_")[1]);
}
