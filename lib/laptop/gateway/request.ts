import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Refused } from "./refused.ts";

/** A request to a stage, before anything is known about its route. */
export interface GatewayRequest {
  readonly method: string;
  /** Without the stage, as sent: percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names as the client wrote them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly host: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly receivedAt: Date;
}

// API Gateway's limit on a request.
const largestBodyBytes = 10 * 1024 * 1024;

/** All but the body, so that even a refused body has a request id. */
export function describeRequest(incoming: IncomingMessage, path: string): GatewayRequest {
  const { method = "GET", rawHeaders, socket, headers } = incoming;
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
  );
  return {
    method,
    path,
    query: new URL(incoming.url ?? "/", "http://front").searchParams,
    headers: pairs,
    body: Buffer.alloc(0),
    sourceIp: (socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    host: headers.host ?? "localhost",
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString("base64url"),
    receivedAt: new Date(),
  };
}

/** Reads the whole body even when it is too large: a browser that is cut off shows a network error, not our answer. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes <= largestBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > largestBodyBytes) throw new Refused("REQUEST_TOO_LARGE");
  return Buffer.concat(chunks);
}

/** Value of a header by its name in any case; the last one counts. */
export function headerOf({ headers }: GatewayRequest, name: string): string | undefined {
  return headers.findLast(([given]) => given.toLowerCase() === name.toLowerCase())?.[1];
}
