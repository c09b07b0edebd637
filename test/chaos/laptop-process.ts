import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import { eventually } from "../journey/calls.ts";
import { sourceOrigins } from "../journey/started.ts";
import { synthesised } from "./opened.ts";

/** `npm start` as a process of its own, that may be killed. */
export interface LaptopProcess {
  readonly api: string;
  /** Secret test key of the demo merchant. */
  readonly key: string;
  /** Everything it has started: functions, their children, their lifelines. */
  offspring(): Offspring[];
  /** kill -9; answers the offspring it had at that moment when it is gone. */
  kill(): Promise<Offspring[]>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
}

interface Offspring {
  readonly pid: number;
  readonly command: string;
}

const root = resolve(import.meta.dirname, "../..");

/** Starts `node bin/laptop.ts` on a folder and a port, which may have been another's before; resolves when it is ready. */
export async function startLaptopProcess(folder: string, port: number): Promise<LaptopProcess> {
  const own = join(folder, "assembly");
  if (!existsSync(own)) await cp(await synthesised(), own, { recursive: true });
  const env = {
    ...process.env,
    PORT: String(port),
    PRINTCLOUD_FOLDER: folder,
    ALLOWED_PRIVATE_ORIGINS: sourceOrigins.join(","),
  };
  const child = spawn(process.execPath, ["bin/laptop.ts"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await ready(child);
  const demo = z
    .object({ keys: z.array(z.string()) })
    .parse(JSON.parse(await readFile(join(folder, "demo.json"), "utf8")));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return {
    api: `http://localhost:${port}/v1`,
    key: demo.keys.find((key) => key.startsWith("sk_test_")) ?? "",
    offspring: () => offspringOf(child.pid ?? 0),
    kill: async () => {
      // Stopped first, so that nothing goes on while its offspring is counted.
      child.kill("SIGSTOP");
      const offspring = offspringOf(child.pid ?? 0);
      await end("SIGKILL");
      return offspring;
    },
    stop: () => end("SIGTERM"),
  };
}

async function ready(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  if (!child.stdout) throw new Error("no stdout");
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (!line.startsWith("Printcloud is ready")) continue;
    child.stdout.resume();
    return;
  }
  throw new Error(`the laptop did not start: ${said.join("\n")}`);
}

/** A port that is free now, and the next one too: the AWS endpoint's. */
export async function freePort(): Promise<number> {
  return eventually(async () => {
    const port = await taken(0);
    await taken(port + 1);
    return port;
  });
}

async function taken(port: number): Promise<number> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function offspringOf(root: number): Offspring[] {
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], {
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  const all = [...lines.matchAll(/^\s*(\d+)\s+(\d+)\s(.*)$/gm)].map(([, pid, parent, command = ""]) => {
    return { pid: Number(pid), parent: Number(parent), command };
  });
  const found: Offspring[] = [{ pid: root, command: "" }];
  // The list grows while it is walked: children of children follow.
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found.slice(1);
}
