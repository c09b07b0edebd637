import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Answer, AwsError, type Service } from "../call.ts";
import { admit, type Door, serviceOf } from "./admit.ts";
import { fault, internal } from "./fault.ts";
import { drain, received } from "./request.ts";

interface Options extends Omit<Door, "now"> {
  /** 0 takes a free one. */
  readonly port: number;
  /** By the name in the credential scope: sqs, dynamodb, s3, sts, lambda, apigateway, monitoring. */
  readonly services: Readonly<Record<string, Service>>;
  readonly now?: () => Date;
  /** Told of errors that are the laptop's own; prints them unless given. */
  readonly failed?: (error: unknown) => void;
}

/** The one address of all AWS services on this machine. */
export interface Endpoint {
  /** What `AWS_ENDPOINT_URL` must be. */
  readonly url: string;
  readonly port: number;
  /** Ends long polls and idle connections at once, and waits until the services have let go. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 for every AWS service: verifies signatures, finds the caller, passes on, renders errors. */
export async function openEndpoint(options: Options): Promise<Endpoint> {
  const door = { credentials: options.credentials, now: options.now ?? (() => new Date()) };
  const { services, failed = console.error } = options;
  const running = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const exchange = serve({ request, response, door, services, failed }).finally(() =>
      running.delete(exchange),
    );
    running.add(exchange);
  });
  // SDK clients reuse sockets they believe open; Node's 5 s would close one under a request now and then.
  server.keepAliveTimeout = 75_000;
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return { url: `http://127.0.0.1:${port}`, port, close: () => close(server, running) };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly door: Door;
  readonly services: Readonly<Record<string, Service>>;
  readonly failed: (error: unknown) => void;
}

async function serve(exchange: Exchange): Promise<void> {
  const { request, response, failed } = exchange;
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  try {
    const answer = await answerTo(exchange, gone.signal);
    await drain(request);
    await send(answer, response);
  } catch (error) {
    // Half an answer cannot be mended: the client must see a broken connection, not a short body.
    if (!gone.signal.aborted) failed(error);
    response.destroy();
  }
}

async function answerTo({ request, door, services, failed }: Exchange, gone: AbortSignal): Promise<Answer> {
  const at = received(request);
  const name = serviceOf(at);
  try {
    const service = services[name];
    if (!service) throw absent(name, Object.keys(services));
    return await service({ ...(await admit(request, at, door)), gone });
  } catch (error) {
    if (error instanceof AwsError) return fault(name, error);
    if (!gone.aborted && !request.errored) failed(error);
    return fault(name, internal());
  }
}

async function send({ status, headers = {}, body }: Answer, response: ServerResponse): Promise<void> {
  response.statusCode = status;
  response.setHeader("x-amzn-requestid", randomUUID());
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!(body instanceof Readable)) response.end(body);
  else if (response.req.method !== "HEAD") await pipeline(body, response);
  else response.end(() => body.destroy());
}

async function close(server: Server, running: ReadonlySet<Promise<void>>): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
  await Promise.allSettled(running);
}

function absent(name: string, present: readonly string[]): AwsError {
  const message = `The laptop cloud has no ${name}; it has ${present.join(", ")}`;
  return new AwsError("NotImplemented", message, 501);
}
