import { Heap } from "./heap.ts";
import type { Message } from "./message.ts";
import { isOlder, type Shelf } from "./shelf.ts";

interface Group {
  readonly waiting: Heap<Message>;
  inFlight: number;
  /** Sequence of its oldest waiting message, as `open` sorts it. */
  head: number;
}

/** A FIFO queue's shelf: a group is closed while one of its messages is in flight. */
export class GroupShelf implements Shelf {
  readonly #groups = new Map<string, Group>();
  readonly #open = new Heap<Group>((a, b) => a.head < b.head);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  put(message: Message): void {
    this.#change(message, (group) => group.waiting.push(message));
    this.#size += 1;
  }

  remove(message: Message): void {
    this.#change(message, (group) => {
      if (group.waiting.remove(message)) this.#size -= 1;
    });
  }

  fly(message: Message, step: 1 | -1): void {
    this.#change(message, (group) => {
      group.inFlight += step;
    });
  }

  /** Like AWS, stays with one group as long as it can. */
  next(last?: Message): Message | undefined {
    const same = last && this.#groups.get(nameOf(last))?.waiting.peek();
    return same ?? this.#open.peek()?.waiting.peek();
  }

  #change(message: Message, edit: (group: Group) => void): void {
    const name = nameOf(message);
    const group = this.#groups.get(name) ?? { waiting: new Heap(isOlder), inFlight: 0, head: 0 };
    this.#open.remove(group);
    edit(group);
    const head = group.waiting.peek();
    if (group.inFlight === 0 && head === undefined) {
      this.#groups.delete(name);
      return;
    }
    this.#groups.set(name, group);
    if (group.inFlight > 0 || head === undefined) return;
    group.head = head.content.sequence;
    this.#open.push(group);
  }
}

function nameOf(message: Message): string {
  return message.content.groupId ?? "";
}
