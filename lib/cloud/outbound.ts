import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { Rejected, Unavailable } from "../order/errors.ts";
import { get, type Lookup } from "./outbound-hop.ts";

/** What a fetch may cost, and which origins the operator lets it reach although they are private. */
export interface FetchOptions {
  /** File to write; it is not there before, and not there after a failure. */
  readonly path: string;
  readonly maxBytes: number;
  /** Whole origins such as `http://127.0.0.1:4000`: any port and address of theirs is let through. */
  readonly allowedOrigins?: readonly string[];
  readonly lookup?: Lookup;
  readonly wholeSeconds?: number;
  readonly idleSeconds?: number;
}

export interface Fetched {
  readonly sha256: string;
  readonly bytes: number;
}

const maxRedirects = 3;
const maxUrlLength = 2048;
const redirects = new Set([301, 302, 303, 307, 308]);
/** Client errors that say "later" and not "never". */
const passing = new Set([408, 425, 429]);

/**
 * Fetches a source to disk and hashes it on the way: the only way out for URLs that strangers give us.
 * Throws Rejected source_refused, source_too_large or source_unavailable; Unavailable when trying again may help (5xx,
 * 429, time, DNS, broken connections).
 */
export async function fetchToFile(url: string, options: FetchOptions): Promise<Fetched> {
  const signal = AbortSignal.timeout((options.wholeSeconds ?? 60) * 1000);
  try {
    return await followed(parsedUrl(url), options, signal);
  } catch (error) {
    await rm(options.path, { force: true });
    throw blamed(error);
  }
}

async function followed(start: URL, options: FetchOptions, signal: AbortSignal): Promise<Fetched> {
  let url = start;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const found = await visited(url, options, signal);
    if (!(found instanceof URL)) return found;
    url = found;
  }
  throw refused(`redirects more than ${maxRedirects} times`);
}

/** One hop: the file, or where to look next. */
async function visited(url: URL, options: FetchOptions, signal: AbortSignal): Promise<Fetched | URL> {
  const trusted = (options.allowedOrigins ?? []).includes(url.origin);
  checkUrl(url, trusted);
  const { lookup, idleSeconds = 15 } = options;
  const response = await get(url, { signal, trusted, lookup, idleSeconds, headers: wishes });
  try {
    return redirectOf(url, response) ?? (await saved(response, options, signal));
  } finally {
    // Drops the connection with what is left of a body nobody wants.
    response.destroy();
  }
}

const wishes = { accept: "*/*", "accept-encoding": "identity", "user-agent": "Printcloud" };

function redirectOf(from: URL, { statusCode = 0, headers }: IncomingMessage): URL | undefined {
  const location = headers.location;
  if (!redirects.has(statusCode) || location === undefined) return undefined;
  return parsedUrl(location, from);
}

function parsedUrl(text: string, base?: URL): URL {
  const url = text.length <= maxUrlLength ? URL.parse(text, base?.href) : null;
  if (!url) throw refused("is not a URL");
  return url;
}

function checkUrl(url: URL, trusted: boolean): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refused("is neither http nor https");
  if (url.username !== "" || url.password !== "") throw refused("carries a name or a password");
  if (!trusted && !["", "80", "443"].includes(url.port)) throw refused("names another port than 80 or 443");
}

async function saved(
  response: IncomingMessage,
  { path, maxBytes }: FetchOptions,
  signal: AbortSignal,
): Promise<Fetched> {
  checkHead(response, maxBytes);
  const hash = createHash("sha256");
  let bytes = 0;
  const measured = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(response, measured, createWriteStream(path, { flags: "wx" }), { signal });
  return { sha256: hash.digest("hex"), bytes };
}

function checkHead({ statusCode = 0, headers }: IncomingMessage, maxBytes: number): void {
  if (statusCode >= 500 || passing.has(statusCode))
    throw new Unavailable(`the source answered ${statusCode}`);
  if (statusCode !== 200) {
    throw new Rejected("source_unavailable", `The source answered ${statusCode}.`, {
      given: statusCode,
      wanted: 200,
    });
  }
  if (Number(headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  // We asked for identity; decoding what comes all the same would let 1 MB become 1 GB.
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") throw refused(`is sent with the encoding ${String(encoding).slice(0, 40)}`);
}

function refused(why: string): Rejected {
  return new Rejected("source_refused", `The source ${why}.`);
}

function tooLarge(maxBytes: number): Rejected {
  return new Rejected("source_too_large", `The source is larger than ${maxBytes} bytes.`, {
    wanted: { maxBytes },
  });
}

/** Errors with a code come from sockets, DNS, TLS, HTTP parsing, time limits and the disk: all worth another try. */
function blamed(error: unknown): unknown {
  if (error instanceof Rejected || error instanceof Unavailable || !(error instanceof Error)) return error;
  if (!("code" in error) && error.name !== "AggregateError") return error;
  return new Unavailable("the source could not be read", { cause: error });
}
