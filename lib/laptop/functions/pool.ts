import { failure, isCrash, type Outcome } from "./outcome.ts";
import type { Sandbox } from "./sandbox.ts";
import { openTurns, type Turns } from "./turns.ts";

/** The processes of one function. */
export interface Pool {
  readonly most: number;
  run(event: string): Promise<Outcome>;
  /** Those alive now, idle ones included. */
  alive(): readonly Sandbox[];
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Processes at once, at most. */
  readonly most: number;
  /** The longest that a process without work is kept. */
  readonly idleSeconds: number;
  /** Shared by all pools: twenty processes starting at once stall a small host. */
  readonly spawns: Turns;
  start(): Promise<Sandbox>;
}

// The credentials in a process's environment live an hour; Lambda too retires its processes now and then.
const longestLifeSeconds = 1800;

const closing = failure("Laptop.Closing", "The laptop cloud is closing");

export function openPool({ most, idleSeconds, spawns, start }: PoolOptions): Pool {
  const turns = openTurns(most);
  const all = new Set<Sandbox>();
  const shelf = openShelf();
  const patience = openPatience(idleSeconds);
  let closed = false;

  const fresh = async () => {
    const sandbox = await start();
    all.add(sandbox);
    void sandbox.exited.then(() => all.delete(sandbox));
    return { sandbox, problem: closed ? closing : await sandbox.ready };
  };
  // As Lambda does it: one that ended while it started, without a word, is started once more.
  const patiently = async () => {
    const first = await fresh();
    return first.problem && isCrash(first.problem) ? fresh() : first;
  };
  // While one waited for leave to start a process, another may have come free.
  const find = async () => shelf.take() ?? (await spawns.take(async () => shelf.take() ?? patiently()));
  const run = async (event: string) => {
    if (closed) return closing;
    const { sandbox, problem } = await find();
    const outcome = problem ?? (await sandbox.run(event));
    if (problem || closed || !sandbox.alive) void sandbox.stop();
    else shelf.put(sandbox, patience());
    return outcome;
  };
  return {
    most,
    run: (event) => turns.take(() => run(event)),
    alive: () => [...all],
    async close() {
      closed = true;
      await Promise.all([...all].map((sandbox) => sandbox.stop()));
      await turns.quiet();
      await Promise.all([...all].map((sandbox) => sandbox.exited));
    },
  };
}

interface Found {
  readonly sandbox: Sandbox;
  readonly problem: Outcome | undefined;
}

// One that a clock calls once a minute would be waited for in vain.
const leastIdleSeconds = 2;

/** How long to wait for more work: as long as there has been some without a longer pause. */
function openPatience(mostSeconds: number): () => number {
  let beganMs = 0;
  let lastMs = 0;
  return () => {
    const nowMs = performance.now();
    if (nowMs - lastMs > mostSeconds * 1000) beganMs = nowMs;
    lastMs = nowMs;
    return Math.min(mostSeconds, Math.max(leastIdleSeconds, (nowMs - beganMs) / 1000));
  };
}

/** Processes without work: the last one used is taken first, so that the others may end. */
function openShelf() {
  const idle = new Map<Sandbox, NodeJS.Timeout>();
  return {
    put(sandbox: Sandbox, idleSeconds: number): void {
      const old = Date.now() - sandbox.startedAt > longestLifeSeconds * 1000;
      const end = () => {
        idle.delete(sandbox);
        void sandbox.stop();
      };
      idle.set(sandbox, setTimeout(end, old ? 0 : idleSeconds * 1000).unref());
    },
    take(): Found | undefined {
      for (const [sandbox, timer] of [...idle].reverse()) {
        clearTimeout(timer);
        idle.delete(sandbox);
        if (sandbox.alive) return { sandbox, problem: undefined };
      }
      return undefined;
    },
  };
}
