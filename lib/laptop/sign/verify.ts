import { createHash } from "node:crypto";
import { AwsError } from "../call.ts";
import { canonicalRequest } from "./canonical.ts";
import { type Claim, longDate, readClaim } from "./claim.ts";
import { hmac, sameHex, signingKey } from "./key.ts";

/** An HTTP request as received, before anything is believed about it. */
export interface Received {
  readonly method: string;
  /** Raw, percent-encoded as sent, no query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case, values as Node decodes them (latin1). */
  readonly headers: Readonly<Record<string, string>>;
  /** Hex SHA-256 of the body; needed for every service but S3, whose clients name the hash in a header. */
  readonly bodySha256?: string;
}

/** Secret of an access key; undefined when there is no such key; throws `ExpiredToken` and its like itself. */
export type LookUp = (accessKeyId: string, sessionToken?: string) => string | undefined;

/** A request whose signature was found right. */
export interface Signed {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
  readonly service: string;
  readonly region: string;
  /** `20261121/eu-central-1/s3/aws4_request`. */
  readonly scope: string;
  readonly date: Date;
  readonly presigned: boolean;
  readonly signature: string;
  /** Hex SHA-256 that the body must have, or `UNSIGNED-PAYLOAD`, or one of the `STREAMING-...` words. */
  readonly payloadHash: string;
  readonly signingKey: Buffer;
}

const skewSeconds = 15 * 60;
const emptySha256 = createHash("sha256").digest("hex");

/** Verifies AWS Signature V4 of a header or of a pre-signed URL; throws AwsError as AWS would. */
export function verify(request: Received, lookUp: LookUp, now: Date): Signed {
  const claim = readClaim(request);
  checkClock(claim, now);
  checkHeadersSigned(claim, request.headers);
  const secret = lookUp(claim.accessKeyId, claim.sessionToken);
  if (secret === undefined) throw unknownKey();
  const key = signingKey(secret, claim);
  const payloadHash = payloadHashOf(request, claim);
  const canonical = canonicalRequest(request, claim, payloadHash);
  if (!matches(canonical, claim, key)) throw mismatch();
  return signedBy(claim, payloadHash, key);
}

/** The error for an access key that does not exist. */
export function unknownKey(): AwsError {
  const message = "The AWS Access Key Id you provided does not exist in our records.";
  return new AwsError("InvalidAccessKeyId", message, 403);
}

/** The error for a signature that is not the one calculated here. */
export function mismatch(): AwsError {
  const message =
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
  return new AwsError("SignatureDoesNotMatch", message, 403);
}

function signedBy(claim: Claim, payloadHash: string, key: Buffer): Signed {
  const { accessKeyId, sessionToken, service, region, scope, date, presigned, signature } = claim;
  const proven = {
    accessKeyId,
    service,
    region,
    scope,
    date,
    presigned,
    signature,
    payloadHash,
    signingKey: key,
  };
  return sessionToken === undefined ? proven : { ...proven, sessionToken };
}

function checkClock(claim: Claim, now: Date): void {
  const ageSeconds = (now.getTime() - claim.date.getTime()) / 1000;
  if (claim.expiresSeconds === undefined) {
    if (Math.abs(ageSeconds) <= skewSeconds) return;
    const message = "The difference between the request time and the current time is too large.";
    throw new AwsError("RequestTimeTooSkewed", message, 403);
  }
  if (ageSeconds < -skewSeconds) throw new AwsError("AccessDenied", "Request is not yet valid", 403);
  if (ageSeconds > claim.expiresSeconds) throw new AwsError("AccessDenied", "Request has expired", 403);
}

// S3 alone refuses x-amz-* headers that somebody could have added to a signed request on its way.
function checkHeadersSigned(claim: Claim, headers: Received["headers"]): void {
  if (!claim.signedHeaders.includes("host")) throw unsigned("host");
  if (claim.service !== "s3") return;
  for (const name of Object.keys(headers)) {
    if (name.startsWith("x-amz-") && !claim.signedHeaders.includes(name)) throw unsigned(name);
  }
}

function unsigned(name: string): AwsError {
  const message = `There were headers present in the request which were not signed: ${name}`;
  return new AwsError("AccessDenied", message, 403);
}

function payloadHashOf(request: Received, claim: Claim): string {
  const named = request.headers["x-amz-content-sha256"] ?? request.query.get("X-Amz-Content-Sha256");
  if (claim.service !== "s3") return request.bodySha256 ?? named ?? emptySha256;
  if (named) return named;
  if (claim.presigned) return "UNSIGNED-PAYLOAD";
  const message = "Missing required header for this request: x-amz-content-sha256";
  throw new AwsError("InvalidRequest", message);
}

// Node reads header bytes as latin1. The SDK signs text as UTF-8, and Node sends it as UTF-8 or as latin1, depending
// on the body that follows; trying both readings accepts either and nothing else.
function matches(canonical: string, claim: Claim, key: Buffer): boolean {
  return (["utf8", "latin1"] as const).some((encoding) => {
    const digest = createHash("sha256").update(Buffer.from(canonical, encoding)).digest("hex");
    const text = ["AWS4-HMAC-SHA256", longDate(claim.date), claim.scope, digest].join("\n");
    return sameHex(hmac(key, text).toString("hex"), claim.signature);
  });
}
