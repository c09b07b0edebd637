import { type AwsCall, AwsError, type Caller } from "../call.ts";
import { ChunkChain } from "../sign/chunks.ts";
import { readLongDate } from "../sign/claim.ts";
import { verify } from "../sign/verify.ts";
import type { Bucket } from "./catalog.ts";
import type { Depot } from "./depot.ts";
import type { StoredObject } from "./records.ts";

/** What an operation is asked, in the words of S3. */
export interface Ask {
  readonly call: AwsCall;
  readonly depot: Depot;
  /** Who asks; of a browser form, who signed it. */
  readonly caller: Caller;
  /** Empty for the service itself. */
  readonly bucketName: string;
  /** Empty for a bucket. */
  readonly key: string;
  /** By its name in lower case; a parameter hoisted into a pre-signed URL or a form field counts as one. */
  readonly header: (name: string) => string | undefined;
  /** The bytes of the body as they come. */
  readonly source: AsyncIterable<Uint8Array>;
}

/** What is acted on, when it is not the very thing asked for. */
interface Target {
  readonly bucketName?: string;
  readonly key?: string;
  readonly context?: Readonly<Record<string, string>>;
}

const longestKeyBytes = 1024;

/** Reads bucket, key and headers out of a call; addresses are path-style only. */
export function readAsk(call: AwsCall, depot: Depot): Ask {
  const [, bucketName = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(call.path) ?? [];
  const ask = { call, depot, caller: call.caller, source: connected(call), header: headersOf(call) };
  return { ...ask, bucketName: decoded(bucketName), key: checkedKey(decoded(key)) };
}

/** The bucket asked for; throws NoSuchBucket. */
export function bucketOf(ask: Ask, name = ask.bucketName): Bucket {
  const bucket = ask.depot.catalog.buckets.get(name);
  if (!bucket) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
  return bucket;
}

/** Throws AccessDenied unless the caller may do `s3:<action>`. */
export function authorize(ask: Ask, action: string, target: Target = {}): void {
  const { bucketName = ask.bucketName, key = ask.key, context } = target;
  ask.caller.authorize({
    action: `s3:${action}`,
    resource: arnOf(bucketName, key),
    context: { ...contextOf(ask), ...context },
    resourcePolicy: ask.depot.catalog.buckets.get(bucketName)?.settings.policy,
  });
}

/** The object asked for. Whoever may not list the bucket is not even told that there is none. */
export function objectOf(
  ask: Ask,
  { bucketName = ask.bucketName, key = ask.key }: Target = {},
): StoredObject {
  const object = bucketOf(ask, bucketName).objects.get(key);
  if (object) return object;
  authorize(ask, "ListBucket", { bucketName, key: "" });
  throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
}

/** Throws KeyTooLongError. */
export function checkedKey(key: string): string {
  if (Buffer.byteLength(key) <= longestKeyBytes) return key;
  throw new AwsError("KeyTooLongError", "Your key is too long");
}

/** The signatures of the chunks of a body, when they have any and the secrets are known. */
export function chunkChainOf({ call, depot }: Ask): ChunkChain | undefined {
  if (!call.headers["x-amz-content-sha256"]?.startsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"))
    return undefined;
  return depot.lookUp && new ChunkChain(verify(call, depot.lookUp, new Date(depot.now())));
}

function headersOf({ headers, query }: AwsCall): Ask["header"] {
  if (!query.has("X-Amz-Signature")) return (name) => headers[name];
  const hoisted = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => headers[name] ?? (isHoistable(name) ? hoisted.get(name) : undefined);
}

// S3 ignores checksums in URLs, luckily: the SDK puts the one of an empty body into every URL it pre-signs for a PUT.
function isHoistable(name: string): boolean {
  return name.startsWith("x-amz-") && !/^x-amz-(sdk-)?checksum-/.test(name);
}

// Leaving a loop early must not close the connection, over which the refusal still has to be told.
function connected({ body }: AwsCall): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => body.iterator({ destroyOnReturn: false }) };
}

function arnOf(bucketName: string, key: string): string {
  if (bucketName === "") return "*";
  return key === "" ? `arn:aws:s3:::${bucketName}` : `arn:aws:s3:::${bucketName}/${key}`;
}

const conditionHeaders = [
  "if-match",
  "if-none-match",
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-metadata-directive",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
];
const conditionParameters = ["prefix", "delimiter", "max-keys"];

// A key that the request does not bring stays out: to IAM that is null, which is not the empty string.
function contextOf(ask: Ask): Record<string, string> {
  const { call, header } = ask;
  const { query } = call;
  const pairs: (readonly [string, string | null | undefined])[] = [
    ...conditionHeaders.map((name) => [`s3:${name}`, header(name)] as const),
    ...conditionParameters.map((name) => [`s3:${name}`, query.get(name)] as const),
    ["s3:authType", authTypeOf(call)],
    ["s3:signatureAge", signatureAgeOf(ask)],
  ];
  return Object.fromEntries(pairs.flatMap(([name, value]) => (value == null ? [] : [[name, value]])));
}

// In milliseconds, and of pre-signed URLs only.
function signatureAgeOf({ call, depot }: Ask): string | undefined {
  const signed = call.query.has("X-Amz-Signature") ? readLongDate(call.query.get("X-Amz-Date")) : undefined;
  return signed && String(depot.now() - signed.getTime());
}

function authTypeOf({ headers, query, method }: AwsCall): string | undefined {
  if (headers.authorization !== undefined) return "REST-HEADER";
  if (query.has("X-Amz-Signature")) return "REST-QUERY-STRING";
  return method === "POST" ? "POST" : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
  }
}
