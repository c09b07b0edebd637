import type { Claim } from "./claim.ts";
import type { Received } from "./verify.ts";

/** The text whose hash is signed: method, path, query, signed headers and payload hash, each in one spelling only. */
export function canonicalRequest(request: Received, claim: Claim, payloadHash: string): string {
  return [
    request.method,
    canonicalPath(request.path, claim.service),
    canonicalQuery(request.query),
    ...claim.signedHeaders.map((name) => `${name}:${canonicalValue(request.headers[name] ?? "")}`),
    "",
    claim.signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
}

// S3 signs the path encoded once, so that a key may hold anything; all other services encode it a second time.
function canonicalPath(path: string, service: string): string {
  const plain = service === "s3" ? decoded(path) : normalised(path);
  return encode(plain).replaceAll("%2F", "/");
}

function normalised(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  return `/${kept.join("/")}${kept.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function canonicalValue(value: string): string {
  return value.trim().replace(/ +/g, " ");
}

// encodeURIComponent leaves !'()* alone; RFC 3986 and AWS do not.
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
