import { createServer, type RequestListener, type Server } from "node:http";
import { sourceOrigins } from "./started.ts";

/** A web server of the merchant's: the one private origin that the cloud may fetch from. */
export interface Sources {
  readonly origin: string;
  /** How often each path was asked for. */
  readonly asked: Map<string, number>;
  close(): Promise<void>;
}

export async function openSources(
  paths: Readonly<Record<string, Buffer | RequestListener>>,
): Promise<Sources> {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const found = paths[path];
    if (found === undefined) response.writeHead(404).end("no such file\n");
    else if (typeof found === "function") found(request, response);
    else response.writeHead(200, { "content-length": found.length }).end(found);
  });
  const origin = await listenOnFree(server);
  const close = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { origin, asked, close };
}

/** Another run on this machine may have taken the first. */
async function listenOnFree(server: Server): Promise<string> {
  for (const origin of sourceOrigins) {
    const listening = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(Number(new URL(origin).port), "127.0.0.1", () => resolve(true));
    });
    if (listening) return origin;
  }
  throw new Error(`${sourceOrigins.join(", ")} are all taken`);
}
