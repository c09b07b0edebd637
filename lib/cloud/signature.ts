import { createHash, createHmac } from "node:crypto";

/** What a Signature Version 4 is made for. */
export interface Signing {
  /** Of the request, e.g. `20261121T100000Z`. */
  readonly time: string;
  readonly region: string;
  readonly service: "s3" | "ses";
}

/** The function's own credentials, as Lambda gives them. */
export function ownKeys() {
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "", AWS_SESSION_TOKEN = "" } = process.env;
  return { id: AWS_ACCESS_KEY_ID, secret: AWS_SECRET_ACCESS_KEY, token: AWS_SESSION_TOKEN };
}

export function amzTime(now: Date): string {
  return now.toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
}

export function scopeOf({ time, region, service }: Signing): string {
  return `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
}

/** Signature Version 4 of a canonical request, with our own key: for the few calls whose SDK client would be most of a function. */
export function signatureOf(canonical: string, signing: Signing): string {
  const scope = scopeOf(signing);
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${ownKeys().secret}`);
  return hmac(key, ["AWS4-HMAC-SHA256", signing.time, scope, sha256(canonical)].join("\n")).toString("hex");
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
