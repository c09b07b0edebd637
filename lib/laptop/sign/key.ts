import { createHmac, timingSafeEqual } from "node:crypto";
import type { Credential } from "./claim.ts";

/** The key that signs everything of one secret, day, region and service. */
export function signingKey(secret: string, { day, region, service }: Credential): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), "aws4_request");
}

/** HMAC-SHA256, of which all of Signature V4 is made. */
export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** Compares in constant time, so that a signature cannot be guessed digit by digit. */
export function sameHex(calculated: string, given: string): boolean {
  const [a, b] = [Buffer.from(calculated), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
