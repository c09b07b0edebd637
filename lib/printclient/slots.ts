/** A fixed number of places where work may go on at the same time. */
export interface Slots {
  /** Runs the work as soon as a place is free, first come first served. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves with the number of free places, once there is one. */
  free(): Promise<number>;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

export function openSlots(count: number): Slots {
  let busy = 0;
  const waiting: (() => void)[] = [];
  const watchers = new Set<() => void>();

  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => watchers.add(resolve));
  };
  const changed = () => {
    for (const wake of watchers) wake();
    watchers.clear();
  };
  return {
    async run(work) {
      if (busy === count) await new Promise<void>((resolve) => waiting.push(resolve));
      else busy++;
      try {
        return await work();
      } finally {
        // The place is handed over, not freed: nobody can slip in between.
        const next = waiting.shift();
        if (next) next();
        else busy--;
        changed();
      }
    },
    async free() {
      await until(() => busy < count);
      return count - busy;
    },
    idle: () => until(() => busy === 0),
  };
}
