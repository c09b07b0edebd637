import { AwsError } from "../call.ts";
import type { Received } from "./verify.ts";

/** Where and when a signature holds: `key/20261121/region/service/aws4_request`. */
export interface Credential {
  readonly accessKeyId: string;
  /** `20261121`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly scope: string;
}

/** What a request says about its signature; nothing of it is proven yet. */
export interface Claim extends Credential {
  readonly date: Date;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken?: string;
  readonly presigned: boolean;
  /** Only of pre-signed URLs. */
  readonly expiresSeconds?: number;
}

type Unsigned = Pick<Received, "query" | "headers">;

const algorithm = "AWS4-HMAC-SHA256";
const longestSeconds = 7 * 24 * 3600;

/** Whether a request carries a signature at all (a preflight, a browser form and anonymous readers do not). */
export function isSigned({ query, headers }: Unsigned): boolean {
  return headers.authorization !== undefined || query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature");
}

/** Reads the claim from the Authorization header or the query; says, unproven, for which service a request is. */
export function readClaim(request: Unsigned): Claim {
  const { headers, query } = request;
  if (headers.authorization !== undefined) return fromHeader(headers.authorization, headers);
  if (isSigned(request)) return fromQuery(query);
  throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
}

/** Reads `key/day/region/service/aws4_request`; undefined when it is anything else. */
export function readCredential(text: string): Credential | undefined {
  const parts = text.split("/");
  const [end, service, region, day] = parts.toReversed();
  const accessKeyId = parts.slice(0, -4).join("/");
  if (end !== "aws4_request" || !service || !region || !day || !accessKeyId) return undefined;
  return { accessKeyId, day, region, service, scope: [day, region, service, end].join("/") };
}

/** `20261121T093000Z` as signatures write it. */
export function longDate(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/** Reads `20261121T093000Z`; undefined when it is not such a date. */
export function readLongDate(text: string | null | undefined): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? "");
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function fromHeader(authorization: string, headers: Received["headers"]): Claim {
  const malformed = (what: string) =>
    new AwsError("AuthorizationHeaderMalformed", `The authorization header is malformed; ${what}`);
  if (!authorization.startsWith(`${algorithm} `)) throw malformed("only AWS4-HMAC-SHA256 is supported.");
  const fields = new Map(
    authorization
      .slice(algorithm.length)
      .split(",")
      .map((field) => splitOnce(field.trim())),
  );
  const credential = readCredential(fields.get("Credential") ?? "");
  const signedHeaders = fields.get("SignedHeaders");
  const signature = fields.get("Signature");
  if (!credential || !signedHeaders || !signature)
    throw malformed("it needs Credential, SignedHeaders and Signature.");
  const date = readLongDate(headers["x-amz-date"]) ?? readHttpDate(headers.date);
  if (!date)
    throw new AwsError("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header", 403);
  checkDay(credential, date);
  const token = headers["x-amz-security-token"];
  const claim = { ...credential, date, signature, signedHeaders: signedHeaders.split(";"), presigned: false };
  return token === undefined ? claim : { ...claim, sessionToken: token };
}

function fromQuery(query: URLSearchParams): Claim {
  const malformed = (what: string) => new AwsError("AuthorizationQueryParametersError", what);
  if (query.get("X-Amz-Algorithm") !== algorithm)
    throw malformed("X-Amz-Algorithm only supports AWS4-HMAC-SHA256");
  const credential = readCredential(query.get("X-Amz-Credential") ?? "");
  const signedHeaders = query.get("X-Amz-SignedHeaders");
  const signature = query.get("X-Amz-Signature");
  const date = readLongDate(query.get("X-Amz-Date"));
  const expiresSeconds = Number(query.get("X-Amz-Expires") ?? Number.NaN);
  if (!credential || !signedHeaders || !signature || !date) {
    throw malformed(
      "Query-string authentication requires X-Amz-Credential, -Date, -SignedHeaders, -Signature, -Expires",
    );
  }
  if (!(expiresSeconds >= 0)) throw malformed("X-Amz-Expires must be a number of seconds");
  if (expiresSeconds > longestSeconds) throw malformed("X-Amz-Expires must be less than a week (in seconds)");
  checkDay(credential, date);
  const token = query.get("X-Amz-Security-Token");
  const signed = signedHeaders.split(";");
  const claim = { ...credential, date, signature, signedHeaders: signed, presigned: true, expiresSeconds };
  return token === null ? claim : { ...claim, sessionToken: token };
}

function checkDay(credential: Credential, date: Date): void {
  if (longDate(date).startsWith(credential.day)) return;
  throw new AwsError(
    "SignatureDoesNotMatch",
    "Date in Credential scope does not match the request's date",
    403,
  );
}

function splitOnce(field: string): [string, string] {
  const at = field.indexOf("=");
  return [field.slice(0, at), field.slice(at + 1)];
}

function readHttpDate(text: string | undefined): Date | undefined {
  const date = new Date(text ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}
