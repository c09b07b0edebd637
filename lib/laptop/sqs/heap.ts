/** A binary heap that knows where each item lies: push, pop and removal of any item cost O(log n). */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #slots = new Map<T, number>();
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#rise(item, this.#items.length);
  }

  /** Takes an item out; false when it was not in. Its sort key must not have changed since it was pushed. */
  remove(item: T): boolean {
    const slot = this.#slots.get(item);
    const last = this.#items.at(-1);
    if (slot === undefined || last === undefined) return false;
    this.#items.pop();
    this.#slots.delete(item);
    if (last !== item) this.#settle(last, slot);
    return true;
  }

  #settle(item: T, slot: number): void {
    const parent = this.#items[(slot - 1) >> 1];
    if (slot > 0 && parent !== undefined && this.#before(item, parent)) this.#rise(item, slot);
    else this.#sink(item, slot);
  }

  #rise(item: T, from: number): void {
    let slot = from;
    while (slot > 0) {
      const up = (slot - 1) >> 1;
      const parent = this.#items[up];
      if (parent === undefined || !this.#before(item, parent)) break;
      this.#set(parent, slot);
      slot = up;
    }
    this.#set(item, slot);
  }

  #sink(item: T, from: number): void {
    let slot = from;
    for (;;) {
      const down = this.#firstChild(slot);
      const child = this.#items[down];
      if (child === undefined || !this.#before(child, item)) break;
      this.#set(child, slot);
      slot = down;
    }
    this.#set(item, slot);
  }

  #firstChild(slot: number): number {
    const left = 2 * slot + 1;
    const [a, b] = [this.#items[left], this.#items[left + 1]];
    return a !== undefined && b !== undefined && this.#before(b, a) ? left + 1 : left;
  }

  #set(item: T, slot: number): void {
    this.#items[slot] = item;
    this.#slots.set(item, slot);
  }
}
