/** Keys in the order S3 lists them: by their UTF-8 bytes, which is not how JavaScript compares strings. */
export class OrderedKeys {
  readonly #keys: string[] = [];

  get length(): number {
    return this.#keys.length;
  }

  at(index: number): string | undefined {
    return this.#keys[index];
  }

  add(key: string): void {
    const index = this.atOrAfter(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  remove(key: string): void {
    const index = this.atOrAfter(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  /** Index of the first key that is not before `key`. */
  atOrAfter(key: string): number {
    return this.#seek((other) => compareUtf8(other, key) < 0);
  }

  /** Index of the first key behind `key`. */
  after(key: string): number {
    return this.#seek((other) => compareUtf8(other, key) <= 0);
  }

  /** Index of the first key behind all that begin with `prefix`. */
  afterAll(prefix: string): number {
    return this.#seek((other) => other.startsWith(prefix) || compareUtf8(other, prefix) < 0);
  }

  #seek(isBefore: (key: string) => boolean): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#keys[middle] ?? "")) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** For sorting as S3 does. */
export function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
