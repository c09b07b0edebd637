import { failure, type Outcome } from "./outcome.ts";
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
  const idle = new Map<Sandbox, NodeJS.Timeout>();
  let closed = false;

  const take = () => {
    for (const [sandbox, timer] of [...idle].reverse()) {
      clearTimeout(timer);
      idle.delete(sandbox);
      if (sandbox.alive) return sandbox;
    }
    return undefined;
  };
  const fresh = async () => {
    const sandbox = await start();
    all.add(sandbox);
    void sandbox.exited.then(() => all.delete(sandbox));
    return { sandbox, problem: closed ? closing : await sandbox.ready };
  };
  const find = async () => {
    const sandbox = take();
    return sandbox ? { sandbox, problem: undefined } : fresh();
  };
  const rest = (sandbox: Sandbox) => {
    const old = Date.now() - sandbox.startedAt > longestLifeSeconds * 1000;
    if (closed || old) void sandbox.stop();
    else idle.set(sandbox, setTimeout(() => void sandbox.stop(), idleSeconds * 1000).unref());
  };
  const runOn = async (sandbox: Sandbox, event: string) => {
    const outcome = await sandbox.run(event);
    if (sandbox.alive) rest(sandbox);
    return outcome;
  };
  const run = async (event: string) => {
    if (closed) return closing;
    const taken = take();
    // While it waited for leave to start a process, another may have come free.
    const { sandbox, problem } = taken ? { sandbox: taken, problem: undefined } : await spawns.take(find);
    if (!problem) return runOn(sandbox, event);
    await sandbox.stop();
    return problem;
  };
  return {
    most,
    run: (event) => turns.take(() => run(event)),
    alive: () => [...all],
    async close() {
      closed = true;
      await Promise.all([...all].map((sandbox) => sandbox.stop()));
      await Promise.all(Array.from({ length: most }, () => turns.enter()));
    },
  };
}
