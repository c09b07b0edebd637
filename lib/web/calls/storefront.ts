import type * as z from "zod/mini";
import { Pay, Problem, Session, Tracking } from "./answers.ts";

const base = "/storefront";
const timeoutMs = 20_000;

/** The storefront said no, or could not be asked (`unreachable`). */
export class Refused extends Error {
  readonly code: string;
  /** JSON pointer to the field that is wrong, e.g. `/recipient/postalCode`. */
  readonly pointer: string | null;

  constructor(code: string, detail: string, pointer?: string | null) {
    super(detail);
    this.code = code;
    this.pointer = pointer ?? null;
  }
}

/** Opens a checkout, e.g. `{ publicationId, locale }`. */
export function openSession(request: object): Promise<Session> {
  return ask(Session, "/sessions", { method: "POST", body: request });
}

export function readSession(id: string): Promise<Session> {
  return ask(Session, `/sessions/${encodeURIComponent(id)}`, {});
}

/** Changes what is named, leaves the rest. */
export function choose(id: string, choice: object): Promise<Session> {
  return ask(Session, `/sessions/${encodeURIComponent(id)}`, { method: "PATCH", body: choice });
}

/** Where to pay; another total than the one shown is refused. */
export async function pay(id: string, request: object): Promise<string> {
  return (await ask(Pay, `/sessions/${encodeURIComponent(id)}/pay`, { method: "POST", body: request })).url;
}

export function readTracking(token: string): Promise<Tracking> {
  return ask(Tracking, `/tracking/${encodeURIComponent(token)}`, {});
}

export function cancelOrder(token: string): Promise<Tracking> {
  return ask(Tracking, `/tracking/${encodeURIComponent(token)}/cancel`, { method: "POST", body: {} });
}

interface Question {
  readonly method?: "POST" | "PATCH";
  readonly body?: object;
}

async function ask<T>(schema: z.ZodMiniType<T>, path: string, { method, body }: Question): Promise<T> {
  const answer = await answered(path, {
    ...(method ? { method } : {}),
    ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
    signal: AbortSignal.timeout(timeoutMs),
    credentials: "omit",
  });
  const said: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return schema.parse(said);
  const problem = Problem.safeParse(said);
  if (!problem.success) throw new Refused("unreachable", `${answer.status}`);
  throw new Refused(problem.data.code, problem.data.detail, problem.data.pointer);
}

function answered(path: string, init: RequestInit): Promise<Response> {
  return fetch(base + path, init).catch((cause: unknown) => {
    throw new Refused("unreachable", String(cause));
  });
}
