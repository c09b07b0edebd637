import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Answer, AwsCall, Caller, Question, Service } from "../../lib/laptop/call.ts";
import { AwsError } from "../../lib/laptop/call.ts";

export interface Served {
  /** Origin without a trailing slash, e.g. `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Every question a service asked `authorize`, oldest first. */
  readonly asked: Question[];
  /** Replaces the service, e.g. by a reopened one; the endpoint stays. */
  setService(service: Service): void;
  /** From now on `authorize` throws AccessDenied where this says so. */
  deny(refuses: (question: Question) => boolean): void;
  close(): Promise<void>;
}

export const testAccountId = "123456789012";

/** Serves one AWS service on 127.0.0.1 without signatures, for a caller who may do everything. */
export async function serve(service: Service, options: { userId?: string } = {}): Promise<Served> {
  const asked: Question[] = [];
  let current = service;
  let refuses: (question: Question) => boolean = () => false;
  const caller: Caller = {
    accountId: testAccountId,
    arn: `arn:aws:iam::${testAccountId}:root`,
    userId: options.userId ?? testAccountId,
    authorize(question) {
      asked.push(question);
      if (refuses(question)) throw new AwsError("AccessDenied", `not allowed: ${question.action}`, 403);
    },
  };
  const server = createServer((request, response) => {
    answer(request, response, (call) => current(call), caller).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server's address is never a string
    asked,
    setService: (next) => {
      current = next;
    },
    deny: (next) => {
      refuses = next;
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

// biome-ignore lint/complexity/useMaxParams: a test's plumbing
async function answer(request: IncomingMessage, response: ServerResponse, service: Service, caller: Caller) {
  const gone = new AbortController();
  response.on("close", () => response.writableFinished || gone.abort());
  await write(await service(callOf(request, caller, gone.signal)), request, response);
}

function callOf(request: IncomingMessage, caller: Caller, gone: AbortSignal): AwsCall {
  const [path = "/", query = ""] = (request.url ?? "/").split(/\?(.*)/s);
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers: headersOf(request),
    body: request,
    caller,
    gone,
  };
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(request.headers).map(([name, value]) => [name, String(value ?? "")] as const);
  return Object.fromEntries(pairs);
}

async function write({ status, headers, body }: Answer, request: IncomingMessage, response: ServerResponse) {
  response.writeHead(status, headers);
  const hasBody = request.method !== "HEAD" && status !== 204 && status !== 304;
  if (body instanceof Readable) await (hasBody ? pipeline(body, response) : body.destroy());
  else response.end(hasBody ? body : undefined);
  // An unread request body would stall the next request of this connection.
  if (!request.complete) request.resume();
}
