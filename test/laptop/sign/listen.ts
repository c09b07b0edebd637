import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Received } from "../../../lib/laptop/sign/verify.ts";

export interface Heard extends Received {
  readonly body: Buffer;
}

/** Runs `send` against a server that answers 200 to everything, and returns what it heard first. */
export async function hear(send: (endpoint: string) => Promise<unknown>): Promise<Heard> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    heard.push(await read(request));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    // The empty answer is none a client understands; only the request matters here.
    await send(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).catch(() => undefined);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  const [first] = heard;
  if (!first) throw new Error("nothing was sent");
  return first;
}

async function read(request: IncomingMessage): Promise<Heard> {
  const { pathname: path } = splitUrl(request.url ?? "/");
  const body = await buffer(request);
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(splitUrl(request.url ?? "/").search),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    bodySha256: createHash("sha256").update(body).digest("hex"),
    body,
  };
}

function splitUrl(url: string): { pathname: string; search: string } {
  const at = url.indexOf("?");
  return at < 0 ? { pathname: url, search: "" } : { pathname: url.slice(0, at), search: url.slice(at + 1) };
}
