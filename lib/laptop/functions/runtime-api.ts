import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Outcome } from "./outcome.ts";
import { portOf } from "./port-of.ts";

/** One invocation on its way to a process. */
export interface Task {
  readonly requestId: string;
  readonly functionArn: string;
  readonly event: string;
  readonly deadline: number;
}

/** The laptop's side of one process. */
export interface Seat {
  /** The process asks for work. */
  next(): Promise<Task>;
  settle(requestId: string, outcome: Outcome): void;
  initFailed(outcome: Outcome): void;
}

export interface RuntimeApi {
  /** Value for AWS_LAMBDA_RUNTIME_API; its secret path tells the processes apart. */
  admit(seat: Seat): string;
  dismiss(address: string): void;
  close(): Promise<void>;
}

/** The Lambda Runtime API for all processes of the laptop, on a port of its own. */
export async function openRuntimeApi(): Promise<RuntimeApi> {
  const seats = new Map<string, Seat>();
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    serve(seats, request, response).catch(() => response.destroy());
  });
  const port = await portOf(server, 0);
  const keyOf = (address: string) => address.slice(address.indexOf("/") + 1);
  return {
    admit(seat) {
      const key = randomBytes(16).toString("hex");
      seats.set(key, seat);
      return `127.0.0.1:${port}/${key}`;
    },
    dismiss: (address) => void seats.delete(keyOf(address)),
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function serve(seats: ReadonlyMap<string, Seat>, request: IncomingMessage, response: ServerResponse) {
  const [, key = "", , ...path] = (request.url ?? "").split("/");
  const seat = seats.get(key);
  if (!seat) return response.writeHead(403).end();
  if (request.method === "GET") return give(await seat.next(), response);
  const body = await text(request);
  if (path.join("/") === "runtime/init/error") seat.initFailed({ body, failed: true });
  else seat.settle(path[2] ?? "", { body, failed: path[3] === "error" });
  return response.writeHead(202).end();
}

function give({ requestId, functionArn, deadline, event }: Task, response: ServerResponse) {
  response.writeHead(200, {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": requestId,
    "lambda-runtime-deadline-ms": String(deadline),
    "lambda-runtime-invoked-function-arn": functionArn,
  });
  return response.end(event);
}
