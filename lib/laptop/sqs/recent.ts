/** What a FIFO queue remembers of a message it accepted. */
export interface Remembered {
  readonly key: string;
  readonly id: string;
  readonly sequence: number;
  readonly at: number;
}

/** AWS's deduplication interval. */
const intervalMs = 5 * 60 * 1000;

/** The messages of the last five minutes by deduplication key; forgets in two generations, so nothing is scanned. */
export class Recent {
  #young = new Map<string, Remembered>();
  #old = new Map<string, Remembered>();
  #turnedAt = 0;

  find(key: string, now: number): Remembered | undefined {
    const found = this.#young.get(key) ?? this.#old.get(key);
    return found !== undefined && now - found.at < intervalMs ? found : undefined;
  }

  remember(entry: Remembered): void {
    if (entry.at - this.#turnedAt >= intervalMs) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#turnedAt = entry.at;
    }
    this.#young.set(entry.key, entry);
  }

  *entries(now: number): Iterable<Remembered> {
    for (const entry of [...this.#old.values(), ...this.#young.values()]) {
      if (now - entry.at < intervalMs) yield entry;
    }
  }
}
