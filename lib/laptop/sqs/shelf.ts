import { Heap } from "./heap.ts";
import type { Message } from "./message.ts";

/** The messages that may be received, oldest first. */
export interface Shelf {
  readonly size: number;
  put(message: Message): void;
  remove(message: Message): void;
  /** The message to hand out after `last`, which the same receive has just taken. */
  next(last?: Message): Message | undefined;
  /** A message went into flight (+1) or left it (-1). */
  fly(message: Message, step: 1 | -1): void;
}

/** A standard queue's shelf: a message that comes back takes its old place. */
export class OpenShelf implements Shelf {
  readonly #ready = new Heap<Message>(isOlder);

  get size(): number {
    return this.#ready.size;
  }

  put(message: Message): void {
    this.#ready.push(message);
  }

  remove(message: Message): void {
    this.#ready.remove(message);
  }

  next(): Message | undefined {
    return this.#ready.peek();
  }

  fly(): void {}
}

/** By arrival. */
export function isOlder(a: Message, b: Message): boolean {
  return a.content.sequence < b.content.sequence;
}
