import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { PassThrough, Readable } from "node:stream";
import { AwsError } from "../call.ts";
import type { Received } from "../sign/verify.ts";

/** DynamoDB takes 16 MiB, the most of all services but S3, whose bodies are not gathered. */
const mostGatheredBytes = 16 * 1024 * 1024 + 4096;

/** The request line and headers, without the body. */
export function received(request: IncomingMessage): Received {
  const [path = "/", ...rest] = (request.url ?? "/").split("?");
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(rest.join("?")),
    headers: flat(request),
  };
}

/** The whole body and its hex SHA-256, for services whose signature covers the body. */
export async function gathered(request: IncomingMessage): Promise<{ body: Readable; sha256: string }> {
  const chunks: Buffer[] = [];
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > mostGatheredBytes)
      throw new AwsError("RequestEntityTooLarge", "The request is too large", 413);
    hash.update(chunk);
    chunks.push(chunk);
  }
  return { body: Readable.from(chunks), sha256: hash.digest("hex") };
}

/** The body as a stream whose failure does not close the socket: a refusal in mid-upload still gets its answer. */
export function streamed(request: IncomingMessage): Readable {
  const body = new PassThrough();
  request.once("close", () => {
    if (!request.complete) body.destroy(new Error("the client went away in mid-upload"));
  });
  return request.pipe(body);
}

const mostDrainSeconds = 5;

/** Reads and forgets what is left of the body; browsers show a network error when answered before they have sent all. */
export async function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, mostDrainSeconds * 1000);
  request.unpipe();
  request.once("end", resolve).once("close", resolve).resume();
  await promise;
  clearTimeout(timer);
}

function flat({ headers }: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(",") : value,
  ]);
  return Object.fromEntries(pairs);
}
