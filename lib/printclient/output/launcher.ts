import { spawn } from "node:child_process";
import { mkdir, readFile, stat } from "node:fs/promises";
import { uptime } from "node:os";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { Unknowable } from "./output.ts";

/** A program to run once, whatever happens to this client meanwhile. */
interface Launch {
  readonly command: readonly [program: string, ...parameters: string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Where it runs. */
  readonly cwd: string;
  /** Where its traces lie: `started`, `output`, `exit`. */
  readonly trace: string;
}

/** Starts programs that outlive the client. */
export interface Launcher {
  /** Starting the same launch again does nothing. */
  start(launch: Launch): Promise<void>;
}

interface Ended {
  readonly code: number;
  /** What it wrote, at most the last 10,000 characters. */
  readonly wrote: string;
}

const lookSeconds = 0.25;
// The shell creates `started` only if it is not there: of two starts one runs the program.
const script = `trace=$1; shift
(set -C; echo $$ > "$trace/started") 2>/dev/null || exit 0
"$@" > "$trace/output" 2>&1 < /dev/null
echo $? > "$trace/exit.part" && mv "$trace/exit.part" "$trace/exit"`;

export const launcher: Launcher = {
  async start({ command, env, cwd, trace }) {
    await mkdir(trace, { recursive: true });
    const child = spawn("/bin/sh", ["-c", script, "sh", trace, ...command], {
      cwd,
      env: { ...process.env, PRINTCLOUD_FACILITY_KEY: undefined, ...env }, // no key for programs of others
      detached: true,
      stdio: "ignore",
    });
    await new Promise<void>((started, failed) => child.once("spawn", started).once("error", failed));
    child.unref();
  },
};

/** Resolves when the program has ended, though an earlier client started it; throws Unknowable when it left no trace. */
export async function ended(
  trace: string,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Ended> {
  for (;;) {
    const lives = await isAlive(trace);
    const code = await text(join(trace, "exit"));
    if (code !== undefined)
      return { code: Number(code), wrote: (await text(join(trace, "output")))?.slice(-10_000) ?? "" };
    if (!lives) throw new Unknowable("the print command was killed before it could say how it ended");
    await clock.sleep(lookSeconds, signal);
  }
}

/** Before it has written its number it is about to. */
async function isAlive(trace: string): Promise<boolean> {
  const path = join(trace, "started");
  const pid = Number(await text(path));
  if (!pid) return true;
  const bootedMs = Date.now() - uptime() * 1000;
  if ((await stat(path)).mtimeMs < bootedMs) return false; // the number may be another program's by now
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function text(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch(() => undefined);
}
