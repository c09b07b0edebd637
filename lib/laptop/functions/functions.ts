import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { AwsError } from "../call.ts";
import type { World } from "../template/naming.ts";
import { environmentOf, type RoleCredentials } from "./environment.ts";
import { type OnLog, openLogs } from "./log.ts";
import type { Outcome } from "./outcome.ts";
import { openPool, type Pool } from "./pool.ts";
import { openRuntimeApi, type RuntimeApi } from "./runtime-api.ts";
import { Sandbox } from "./sandbox.ts";
import type { FunctionSpec } from "./spec.ts";
import { openTurns } from "./turns.ts";

export interface FunctionsOptions {
  readonly specs: readonly FunctionSpec[];
  readonly world: World;
  /** Logs, temporary files and the compile cache live here. */
  readonly folder: string;
  /** Credentials of a role for one process, good for an hour. */
  credentialsOf(roleArn: string, sessionName: string): Promise<RoleCredentials> | RoleCredentials;
  readonly onLog?: OnLog | undefined;
  /** A process without work for this long ends, one that had little work sooner. */
  readonly idleSeconds?: number | undefined;
}

/** All functions of the laptop. `name` may be a function's name or its ARN. */
export interface Functions {
  /** Runs a function and waits, for its turn too; throws AwsError ResourceNotFoundException for an unknown name. */
  invoke(name: string, event: string): Promise<Outcome>;
  find(name: string): FunctionSpec;
  /** How many invocations of it may run at once. */
  concurrencyOf(name: string): number;
  /** Process ids alive now, of one function or of all, idle ones included: what a chaos test may kill. */
  processes(name?: string): readonly number[];
  /** Process ids of those of a function that work now on an event with this text in it. */
  working(name: string, text: string): readonly number[];
  close(): Promise<void>;
}

// Lambda gives a whole processor from here on.
const wholeProcessorMb = 1769;

export async function openFunctions(options: FunctionsOptions): Promise<Functions> {
  const { specs, folder } = options;
  const temporary = join(folder, "tmp");
  await rm(temporary, { recursive: true, force: true });
  await mkdir(join(folder, "logs"), { recursive: true });
  const runtime = await openRuntimeApi();
  const logs = openLogs(join(folder, "logs"), options.onLog);
  const spawns = openTurns(availableParallelism());
  const pools = new Map<string, Pool>();
  for (const spec of specs) {
    const start = () =>
      startSandbox(spec, { ...options, runtime, temporary, onLine: (line) => logs.write(spec.name, line) });
    pools.set(
      spec.name,
      openPool({ most: mostOf(spec), idleSeconds: options.idleSeconds ?? 20, spawns, start }),
    );
  }
  const known = new Map(specs.flatMap((spec) => [[spec.name, spec] as const, [spec.arn, spec] as const]));
  const find = (name: string) => known.get(name.replace(/:\$LATEST$/, "")) ?? unknown(name);
  const poolOf = (name: string) => pools.get(find(name).name) ?? unknown(name);
  return {
    invoke: async (name, event) => invoke(find(name), poolOf(name), event),
    find,
    concurrencyOf: (name) => poolOf(name).most,
    processes: (name) => {
      const some = name === undefined ? [...pools.values()] : [poolOf(name)];
      return some.flatMap((pool) => pool.alive().flatMap(({ pid }) => pid ?? []));
    },
    working: (name, text) =>
      poolOf(name)
        .alive()
        .flatMap(({ pid, event }) => (pid && event?.includes(text) ? [pid] : [])),
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      await runtime.close();
      await logs.close();
    },
  };
}

function invoke(spec: FunctionSpec, pool: Pool, event: string): Promise<Outcome> {
  if (spec.reservedConcurrency === 0) throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
  return pool.run(event);
}

interface Surroundings extends FunctionsOptions {
  readonly runtime: RuntimeApi;
  readonly temporary: string;
  onLine(line: string): void;
}

async function startSandbox(spec: FunctionSpec, around: Surroundings): Promise<Sandbox> {
  const credentials = await around.credentialsOf(spec.roleArn, spec.name);
  const compileCache = join(around.folder, "compile-cache");
  const temporary = join(around.temporary, crypto.randomUUID());
  await mkdir(temporary, { recursive: true });
  const environment = environmentOf(spec, { world: around.world, credentials, compileCache });
  return new Sandbox({ spec, runtime: around.runtime, environment, temporary, onLine: around.onLine });
}

/** A process takes some 90 MB, and a laptop has few processors: so many that a slow one does not stop the others. */
function mostOf({ memoryMb, reservedConcurrency }: FunctionSpec): number {
  const processors = availableParallelism();
  const room = memoryMb >= wholeProcessorMb ? Math.max(3, processors) : Math.max(4, 2 * processors);
  return Math.max(1, Math.min(reservedConcurrency ?? room, room));
}

function unknown(name: string): never {
  throw new AwsError("ResourceNotFoundException", `Function not found: ${name}`, 404);
}
