import { promises as dns, type LookupAddress } from "node:dns";
import { type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { Rejected } from "../order/errors.ts";
import { isPublicAddress } from "./outbound-address.ts";

/** Answers all addresses of a name; tests inject one that changes its mind. */
export type Lookup = (hostname: string) => Promise<LookupAddress[]>;

/** How one hop may connect and what it says. */
export interface Hop {
  readonly signal: AbortSignal;
  /** The operator named this origin: private addresses are fine. */
  readonly trusted: boolean;
  readonly lookup?: Lookup | undefined;
  /** Longest silence, while connecting too. */
  readonly idleSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
}

const maxHeaderBytes = 16_384;

/**
 * Sends one GET and answers the response with its body unread; redirects are the caller's.
 * Connects only to addresses that were checked, literal or looked up. node:http because undici 7.30.2 kills the
 * process when a server closes while the body waits (assert(!this.paused), its issue 5360).
 */
export async function get(url: URL, hop: Hop): Promise<IncomingMessage> {
  const addresses = await checkedAddresses(hop, url.hostname.replace(/^\[(.*)\]$/, "$1"));
  const options: RequestOptions = {
    agent: false,
    headers: hop.headers,
    lookup: answering(addresses),
    maxHeaderSize: maxHeaderBytes,
    signal: hop.signal,
    timeout: hop.idleSeconds * 1000,
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, options, resolve);
    request.on("timeout", () => request.destroy(silence(hop)));
    request.on("error", reject);
    request.end();
  });
}

async function checkedAddresses(hop: Hop, hostname: string): Promise<LookupAddress[]> {
  const addresses = await addressesOf(hop, hostname);
  const refused = addresses.find(({ address }) => !hop.trusted && !isPublicAddress(address));
  if (refused) throw new Rejected("source_refused", `${hostname} is not on the open internet.`);
  return addresses;
}

async function addressesOf({ signal, lookup = system }: Hop, hostname: string): Promise<LookupAddress[]> {
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  // getaddrinfo cannot be cancelled and may take longer than the whole fetch.
  return Promise.race([lookup(hostname), failureOf(signal)]);
}

function system(hostname: string): Promise<LookupAddress[]> {
  return dns.lookup(hostname, { all: true });
}

function failureOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** The name keeps its place in TLS and Host, but is never looked up again: a second answer may differ. */
function answering(addresses: LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
  };
}

function silence({ idleSeconds }: Hop): Error {
  return Object.assign(new Error(`nothing was heard for ${idleSeconds} s`), { code: "ETIMEDOUT" });
}
