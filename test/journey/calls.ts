import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import * as z from "zod";
import { PositionedEvent } from "../../lib/order/event.ts";
import { isFinal } from "../../lib/order/states.ts";
import { OrderView, ProblemView } from "../../lib/order/views.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined where it is no JSON. */
  readonly json: unknown;
}

export interface Asking {
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Somebody who calls the API with one key, over HTTP and nothing else. */
export class Caller {
  readonly api: string;
  readonly key: string | undefined;

  constructor(api: string, key?: string) {
    this.api = api;
    this.key = key;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("GET", path, { headers });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("POST", path, { body, headers });
  }

  /** A text goes as it is, anything else as JSON. */
  async send(method: string, path: string, { body, headers = {} }: Asking = {}): Promise<Answer> {
    const response = await fetch(`${this.api}${path}`, {
      method,
      headers: { ...(this.key ? { authorization: `Bearer ${this.key}` } : {}), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
  }

  async order(id: string): Promise<OrderView> {
    return OrderView.parse((await this.get(`/orders/${id}`)).json);
  }

  /** Posts an order that must be taken. */
  async place(body: unknown, headers: Record<string, string> = {}): Promise<OrderView> {
    const answer = await this.post("/orders", body, headers);
    expect(answer.status, answer.text).toBe(201);
    return OrderView.parse(answer.json);
  }

  /** Reads the order until it is as wanted; fails when it stays otherwise. */
  async until(id: string, wanted: (order: OrderView) => boolean, seconds = 60): Promise<OrderView> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      const order = await this.order(id);
      if (wanted(order)) return order;
      if (performance.now() > deadline) {
        const { items, history } = order;
        const states = items.map(({ state, error, onHold }) => ({ state, error, onHold }));
        throw new Error(`after ${seconds} s: ${JSON.stringify({ states, history: history?.length })}`);
      }
      await pause(100);
    }
  }

  /** The order when nothing is under way and its history has caught up. */
  settled(id: string, seconds = 60): Promise<OrderView> {
    return this.until(
      id,
      ({ items, state, history = [] }) =>
        items.every((item) => isFinal(item.state)) && history.some(({ type }) => type === `order.${state}`),
      seconds,
    );
  }

  /** The merchant's whole feed, page by page. */
  async feed(limit = 100): Promise<PositionedEvent[]> {
    const events: PositionedEvent[] = [];
    for (let after: string | null = "0"; after !== null; ) {
      const page = Page.parse((await this.get(`/events?after=${after}&limit=${limit}`)).json);
      events.push(...page.items);
      after = page.nextCursor;
    }
    return events;
  }
}

const Page = z.object({ items: z.array(PositionedEvent), nextCursor: z.string().nullable() });

/** The answer as a problem of ours: its shape, its type, its status in both places. */
export function problemOf(answer: Answer): ProblemView {
  expect(answer.headers.get("content-type"), answer.text).toMatch(/^application\/problem\+json/);
  const problem = ProblemView.parse(answer.json);
  expect(problem.status).toBe(answer.status);
  expect(problem.type).toBe(`urn:printcloud:problem:${problem.code}`);
  expect(problem.requestId).toBe(answer.headers.get("x-amzn-requestid"));
  return problem;
}

/** Waits until the check stops throwing, as long as that makes sense. */
export async function eventually<T>(check: () => Promise<T>, seconds = 20): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(150);
    }
  }
}

export const reader = {
  name: "A. Reader",
  line1: "Keizersgracht 1",
  postalCode: "1015 CN",
  city: "Amsterdam",
  countryCode: "NL",
};

/** An order for the Amsterdam reader. */
export function orderOf(items: readonly unknown[], more: Record<string, unknown> = {}) {
  return { recipient: reader, items, ...more };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
