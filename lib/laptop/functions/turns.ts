/** At most `most` at once; the others wait in the order they came. */
export interface Turns {
  /** Waits for a turn; call what it gives, once, to end it. */
  enter(): Promise<() => void>;
  take<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nobody has a turn and nobody waits for one. */
  quiet(): Promise<void>;
}

export function openTurns(most: number): Turns {
  let free = most;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const enter = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((turn) => waiting.push(turn));
    return leave;
  };
  return {
    enter,
    async take(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
    async quiet() {
      const leaves = await Promise.all(Array.from({ length: most }, enter));
      for (const end of leaves) end();
    },
  };
}
