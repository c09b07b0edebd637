import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Answer, Caller, Service } from "../call.ts";
import type { Cloud } from "../template/cloud.ts";
import { type Behaviour, type Distribution, readDistributions } from "./distribution.ts";

interface CdnOptions {
  readonly cloud: Cloud;
  readonly s3: Service;
  /** Who reads the buckets: the laptop has no CloudFront of AWS's to prove itself. */
  readonly caller: Caller;
  /** The REST APIs; answers whether the path was one of theirs. */
  readonly gateway: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/**
 * CloudFront on the laptop: finds the behaviour of a path, fetches from its bucket or REST API, and adds the headers of
 * its policy. It keeps nothing, and what a bucket does not have is left to `otherwise`.
 */
export function openCdn(options: CdnOptions): (otherwise: RequestListener) => RequestListener {
  const distributions = readDistributions(options.cloud);
  return (otherwise) => (request, response) => {
    const behaviour = behaviourOf(distributions, pathOf(request));
    if (!behaviour) return otherwise(request, response);
    void serve(options, behaviour, { request, response, otherwise }).catch(() => response.destroy());
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly otherwise: RequestListener;
}

function behaviourOf(distributions: readonly Distribution[], path: string): Behaviour | undefined {
  for (const { behaviours } of distributions) {
    const found = behaviours.find(({ pattern }) => pattern.test(path));
    if (found) return found;
  }
  return undefined;
}

async function serve(options: CdnOptions, behaviour: Behaviour, exchange: Exchange): Promise<void> {
  const { request, response, otherwise } = exchange;
  const { origin, headers } = behaviour;
  if (origin.kind === "api") {
    request.url = `${origin.prefix}${request.url}`;
    if (!options.gateway(request, response)) otherwise(request, response);
    return;
  }
  const answer = await fromBucket(options, `/${origin.bucket}${origin.prefix}${pathOf(request)}`, request);
  if (!answer) return otherwise(request, response);
  response.writeHead(answer.status, { ...answer.headers, ...headers });
  if (request.method === "HEAD" || answer.body === undefined) response.end();
  else if (answer.body instanceof Readable) await pipeline(answer.body, response);
  else response.end(answer.body);
}

/** Undefined where the bucket has no such object. */
async function fromBucket(
  { s3, caller }: CdnOptions,
  path: string,
  { method = "GET", headers }: IncomingMessage,
): Promise<Answer | undefined> {
  if (method !== "GET" && method !== "HEAD") return undefined;
  const passed = ["range", "if-none-match", "if-modified-since"].flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const call = { query: new URLSearchParams(), headers: Object.fromEntries(passed), body: Readable.from([]) };
  const answer = await s3({ ...call, method: "GET", path, caller, gone: new AbortController().signal });
  return answer.status < 400 ? answer : undefined;
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?")[0] ?? "/";
}
