import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { failure, type Outcome } from "./outcome.ts";
import type { RuntimeApi, Seat, Task } from "./runtime-api.ts";
import type { FunctionSpec } from "./spec.ts";

/** What a process of a function is started with. */
export interface Start {
  readonly spec: FunctionSpec;
  readonly runtime: RuntimeApi;
  readonly environment: Readonly<Record<string, string>>;
  /** The process's own TMPDIR, made by whoever starts it; removed with the process. */
  readonly temporary: string;
  onLine(line: string): void;
}

interface Running {
  readonly requestId: string;
  readonly event: string;
  readonly end: (outcome: Outcome) => void;
}

// Lambda allows 10 s; a busy laptop starts slower.
const longestInitSeconds = 30;
const bootstrap = fileURLToPath(new URL("./bootstrap.ts", import.meta.url));

/** One process of a function, one invocation at a time. */
export class Sandbox implements Seat {
  readonly startedAt = Date.now();
  /** Resolves when the process is gone and its temporary files too. */
  readonly exited: Promise<void>;
  readonly #start: Start;
  readonly #child: ChildProcess;
  readonly #initialised = Promise.withResolvers<Outcome | undefined>();
  #slot = Promise.withResolvers<Task>();
  #running: Running | undefined;
  #timer: NodeJS.Timeout;

  constructor(start: Start) {
    this.#start = start;
    const address = start.runtime.admit(this);
    this.#child = spawnNode(start, address);
    this.exited = this.#watch(address);
    this.#timer = setTimeout(
      () => this.#kill("Sandbox.Timedout", "Init timed out"),
      longestInitSeconds * 1000,
    );
  }

  /** Undefined once the handler is loaded, the failure when it could not be. */
  get ready(): Promise<Outcome | undefined> {
    return this.#initialised.promise;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it works on now. */
  get event(): string | undefined {
    return this.#running?.event;
  }

  /** Runs one event; always resolves. Only for a process that is ready and has nothing running. */
  async run(event: string): Promise<Outcome> {
    const { arn, timeoutSeconds } = this.#start.spec;
    const requestId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#running = { requestId, event, end: resolve };
    if (!this.alive) this.#end(exitError(requestId, this.#child));
    const message = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
    this.#timer = setTimeout(() => this.#kill("Sandbox.Timedout", message), timeoutSeconds * 1000);
    this.#slot.resolve({ requestId, functionArn: arn, event, deadline: Date.now() + timeoutSeconds * 1000 });
    return promise;
  }

  /** Kills the process and waits until it is gone. */
  stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    return this.exited;
  }

  async next(): Promise<Task> {
    if (!this.#running) clearTimeout(this.#timer);
    this.#initialised.resolve(undefined);
    const task = await this.#slot.promise;
    this.#slot = Promise.withResolvers<Task>();
    return task;
  }

  settle(requestId: string, outcome: Outcome): void {
    if (requestId === this.#running?.requestId) this.#end(outcome);
  }

  initFailed(outcome: Outcome): void {
    this.#initialised.resolve(outcome);
  }

  #kill(errorType: string, message: string): void {
    this.#start.onLine(message);
    this.#child.kill("SIGKILL");
    this.#initialised.resolve(failure(errorType, message));
    this.#end(failure(errorType, message));
  }

  #end(outcome: Outcome): void {
    clearTimeout(this.#timer);
    this.#running?.end(outcome);
    this.#running = undefined;
  }

  async #watch(address: string): Promise<void> {
    // A process that cannot be started emits `error` and then no `close`.
    await Promise.race([once(this.#child, "close"), once(this.#child, "error")]).catch(this.#start.onLine);
    this.#start.runtime.dismiss(address);
    const outcome = exitError(this.#running?.requestId ?? "", this.#child);
    if (this.#running) this.#start.onLine(outcome.body);
    this.#initialised.resolve(outcome);
    this.#end(outcome);
    await rm(this.#start.temporary, { recursive: true, force: true, maxRetries: 3 });
  }
}

// Our end of the pipe closes when we die, even by kill -9, or when the process ends: then its whole group goes.
const lifeline = [
  "exec 3<&0",
  "( read -r _ <&3; kill -9 0 ) </dev/null >/dev/null 2>&1 &",
  'exec "$@" 3<&- </dev/null',
].join("\n");

function spawnNode({ spec, environment, temporary, onLine }: Start, address: string): ChildProcess {
  // Lambda gives the old space nine tenths of the function's memory.
  const heapMb = Math.floor(spec.memoryMb * 0.9);
  const node = [process.execPath, `--max-old-space-size=${heapMb}`, bootstrap];
  // Windows has no process groups; there the bootstrap leaves when the runtime API does.
  const [command = "", ...args] =
    process.platform === "win32" ? node : ["/bin/sh", "-c", lifeline, "sh", ...node];
  const own = { TMPDIR: temporary, TMP: temporary, TEMP: temporary, HOME: temporary };
  const child = spawn(command, args, {
    cwd: spec.folder,
    env: { ...environment, ...own, AWS_LAMBDA_RUNTIME_API: address },
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
  return child;
}

function exitError(requestId: string, { exitCode, signalCode }: ChildProcess): Outcome {
  const how = signalCode ? `signal: ${signalCode}` : `exit status ${exitCode}`;
  return failure("Runtime.ExitError", `RequestId: ${requestId} Error: Runtime exited with error: ${how}`);
}
