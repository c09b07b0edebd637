import { createServer, type RequestListener } from "node:http";
import { portOf } from "./functions/port-of.ts";

/** The one public address of the laptop cloud. */
export interface Front {
  /** E.g. `http://localhost:4000`. */
  readonly origin: string;
  /** Who answers from now on; until then everybody is asked to wait. */
  answerWith(listener: RequestListener): void;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1; port 0 takes a free one. */
export async function openFront(port: number): Promise<Front> {
  let listener: RequestListener = (_, response) =>
    response.writeHead(503, { "retry-after": "1" }).end("Starting\n");
  const server = createServer((request, response) => listener(request, response));
  const listening = await portOf(server, port);
  return {
    origin: `http://localhost:${listening}`,
    answerWith: (next) => {
      listener = next;
    },
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}
