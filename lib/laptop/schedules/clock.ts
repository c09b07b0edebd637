import { keptFile } from "../kept-file.ts";

/** The laptop's own time: the machine's, moved ahead by tests and demonstrations. */
export interface Clock {
  now(): Date;
  /** Moves the clock and tells who listens; only ahead, for time never goes back. */
  advance(milliseconds: number): Promise<void>;
  onMove(listener: () => void): void;
}

/** Opens the clock where it stood: what was moved ahead stays ahead over a restart. */
export async function openClock(file: string): Promise<Clock> {
  const place = keptFile(file);
  let aheadMs = Number((await place.read()) ?? 0);
  const listeners: (() => void)[] = [];
  return {
    now: () => new Date(Date.now() + aheadMs),
    async advance(milliseconds) {
      if (!(milliseconds >= 0)) throw new RangeError(`The clock cannot be moved by ${milliseconds} ms`);
      aheadMs += milliseconds;
      await place.write(String(aheadMs));
      for (const listener of listeners) listener();
    },
    onMove: (listener) => void listeners.push(listener),
  };
}
