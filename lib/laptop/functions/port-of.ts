import type { Server } from "node:net";

/** Starts to listen on 127.0.0.1 and gives the port; 0 takes a free one. */
export async function portOf(server: Server, port: number): Promise<number> {
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on TCP");
  return address.port;
}
