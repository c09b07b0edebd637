import { spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import type { Way } from "./bench-ways.ts";

/** What making one document took: seconds, megabytes of the largest process, megabytes of the file. */
export interface Spent {
  readonly wall: number;
  readonly cpu: number;
  readonly peakMb: number;
  readonly fileMb: number;
}

/** Runs a way once under GNU time, which counts everything it starts. Throws with its words where it fails. */
export async function measured({ name, script, output }: Way): Promise<Spent> {
  // The arenas are what the render function's child runs with.
  const child = spawn("/usr/bin/time", ["-f", "spent %e %U %S %M", "bash", "-ec", script], {
    env: { ...process.env, MALLOC_ARENA_MAX: "2" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = await once(child, "close");
  const [, wall, user, system, kb] = /spent (\S+) (\S+) (\S+) (\d+)\s*$/.exec(said) ?? [];
  if (code !== 0) throw new Error(`${name} failed: ${said.slice(-2000)}`);
  const { size } = await stat(output);
  const cpu = Number(user) + Number(system);
  return { wall: Number(wall), cpu, peakMb: Number(kb) / 1024, fileMb: size / 1e6 };
}

/** The median of each figure by itself. */
export function middle(rounds: readonly Spent[]): Spent {
  const of = (figure: keyof Spent) => {
    const sorted = rounds.map((spent) => spent[figure]).sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return { wall: of("wall"), cpu: of("cpu"), peakMb: of("peakMb"), fileMb: of("fileMb") };
}
