import { GroupShelf } from "./group-shelf.ts";
import { Heap } from "./heap.ts";
import type { Content, Message, Standing } from "./message.ts";
import { Recent } from "./recent.ts";
import { type Redrive, redriveOf } from "./redrive.ts";
import { OpenShelf, type Shelf } from "./shelf.ts";

/** What a queue is told to be; replaced as a whole. */
export interface Description {
  readonly name: string;
  /** As SQS spells them, without those that are computed. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A receive that waits for a message. */
export interface Poll {
  readonly ask: { readonly max: number; readonly visibilitySeconds: number | undefined };
  /** Ends the wait: with messages, or with none when time is up. */
  answer(taken: Taken[]): void;
}

/** A message handed to a receiver, with its standing before and since. */
export interface Taken {
  readonly message: Message;
  readonly before: Standing;
  readonly standing: Standing;
}

interface Places {
  readonly shelf: Shelf;
  readonly delayed: Heap<Message>;
  readonly inFlight: Heap<Message>;
  /** All of them, by the time they were sent. */
  readonly aging: Heap<Message>;
}

/** One queue in memory: every message lies in exactly one of ready, delayed and in flight, and in the age heap. */
export class Queue {
  readonly messages = new Map<string, Message>();
  readonly recent = new Recent();
  readonly polls = new Set<Poll>();
  readonly arn: string;
  readonly isFifo: boolean;
  #places: Places;
  #description: Description;
  #redrive: Redrive | undefined;
  #policy: unknown;

  constructor(arn: string, description: Description) {
    this.arn = arn;
    this.isFifo = description.name.endsWith(".fifo");
    this.#places = placesFor(this.isFifo);
    this.#description = description;
    this.describe(description);
  }

  get name(): string {
    return this.#description.name;
  }

  get description(): Description {
    return this.#description;
  }

  get redrive(): Redrive | undefined {
    return this.#redrive;
  }

  /** The queue's policy document, parsed; undefined without one. */
  get policy(): unknown {
    return this.#policy;
  }

  get counts(): { ready: number; delayed: number; inFlight: number } {
    return {
      ready: this.#places.shelf.size,
      delayed: this.#places.delayed.size,
      inFlight: this.#places.inFlight.size,
    };
  }

  describe(description: Description): void {
    const { Policy, RedrivePolicy } = description.attributes;
    this.#description = description;
    this.#policy = Policy === undefined ? undefined : JSON.parse(Policy);
    this.#redrive = RedrivePolicy === undefined ? undefined : redriveOf(RedrivePolicy);
  }

  /** The number of a numeric attribute, all of which have a default. */
  number(attribute: string): number {
    return Number(this.#description.attributes[attribute]);
  }

  is(attribute: string, value: string): boolean {
    return this.#description.attributes[attribute] === value;
  }

  next(last?: Message): Message | undefined {
    return this.#places.shelf.next(last);
  }

  put(content: Content, standing: Standing): void {
    const message: Message = { content, standing };
    this.messages.set(content.id, message);
    this.#places.aging.push(message);
    this.#enter(message);
  }

  place(id: string, standing: Standing): void {
    const message = this.messages.get(id);
    if (message === undefined) return;
    this.#leave(message);
    message.standing = standing;
    this.#enter(message);
  }

  remove(id: string): Message | undefined {
    const message = this.messages.get(id);
    if (message === undefined) return undefined;
    this.messages.delete(id);
    this.#places.aging.remove(message);
    this.#leave(message);
    return message;
  }

  purge(): void {
    this.messages.clear();
    this.#places = placesFor(this.isFifo);
  }

  /** Makes ready what is due by now; this follows from the clock alone, so it is not journaled. */
  settle(now: number): void {
    for (const heap of [this.#places.delayed, this.#places.inFlight]) {
      for (let message = heap.peek(); message && message.standing.dueAt <= now; message = heap.peek()) {
        this.place(message.content.id, { ...message.standing, state: "ready" });
      }
    }
  }

  /** The oldest message when its retention period is over. */
  expired(now: number): Message | undefined {
    const oldest = this.#places.aging.peek();
    return oldest && this.#expiresAt(oldest) <= now ? oldest : undefined;
  }

  /** When the clock alone next makes a message ready, in milliseconds since 1970. */
  get dueAt(): number {
    const due = [this.#places.delayed.peek(), this.#places.inFlight.peek()].map(
      (m) => m?.standing.dueAt ?? Infinity,
    );
    return Math.min(...due);
  }

  #expiresAt(message: Message): number {
    return message.content.sentAt + this.number("MessageRetentionPeriod") * 1000;
  }

  #enter(message: Message): void {
    const { state } = message.standing;
    if (state === "ready") this.#places.shelf.put(message);
    if (state === "delayed") this.#places.delayed.push(message);
    if (state !== "inFlight") return;
    this.#places.inFlight.push(message);
    this.#places.shelf.fly(message, 1);
  }

  #leave(message: Message): void {
    const { state } = message.standing;
    if (state === "ready") this.#places.shelf.remove(message);
    if (state === "delayed") this.#places.delayed.remove(message);
    if (state !== "inFlight") return;
    this.#places.inFlight.remove(message);
    this.#places.shelf.fly(message, -1);
  }
}

function placesFor(isFifo: boolean): Places {
  return {
    shelf: isFifo ? new GroupShelf() : new OpenShelf(),
    delayed: new Heap(isDueSooner),
    inFlight: new Heap(isDueSooner),
    aging: new Heap((a, b) => a.content.sentAt < b.content.sentAt),
  };
}

function isDueSooner(a: Message, b: Message): boolean {
  return a.standing.dueAt < b.standing.dueAt;
}
