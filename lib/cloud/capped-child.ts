import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Code, Fault, Rejected, Unavailable } from "../order/errors.ts";
import { answerIn, opened } from "./capped-child-answer.ts";

/** A program that reads files of strangers, and what it may use. */
export interface ChildSpec {
  /** A module that calls `workAsChild`. */
  readonly script: URL;
  /** Heap, buffers and thread stacks together; node with sharp and pdf-lib loaded has taken 130 of them. */
  readonly memoryMb: number;
  readonly seconds: number;
  /** Largest file it may write; it should write none where that is enough. */
  readonly fileMb?: number;
  readonly nodeArgs?: readonly string[];
  /** What running out of time says about the order: file_too_complex where it is left out. */
  readonly timeoutCode?: Code;
  /** Gets what the child complained of, 4 kB at most, when it did not end well. */
  readonly log?: (complaint: string) => void;
}

/** Runs one job in a fresh process and answers what it answered. */
export interface CappedChild {
  run(job: unknown): Promise<unknown>;
}

const maxAnswerBytes = 8_000_000;
const maxComplaintBytes = 4_000;

/** Limits are soft and hard. Data and not address space: 4 GB of that break WebAssembly; macOS refuses -d. */
const launcher = [
  "ulimit -c 0",
  'ulimit -f "$1"',
  'ulimit -d "$2" 2>/dev/null || true',
  // The lifeline: when our parent is gone its end of descriptor 3 closes, and the whole group goes too.
  "( read -r _ <&3; kill -9 0 ) </dev/null >/dev/null 2>&1 &",
  "shift 2",
  'exec "$@" 3<&-',
].join("\n");

/**
 * A child process with caps on memory, time, file size and answer, without credentials, that leaves nothing behind.
 * `run` throws what the child rejected; Rejected damaged_file when it crashed or answered junk, file_too_complex when it
 * ran out of memory, `timeoutCode` when time was up; Unavailable when somebody else killed it or it could not start;
 * Fault when what failed is ours.
 */
export function cappedChild(spec: ChildSpec): CappedChild {
  return {
    async run(job) {
      const folder = await mkdtemp(join(tmpdir(), "printcloud-child-"));
      try {
        const ended = await endOf(spec, started(spec, folder), JSON.stringify(job));
        return answerOf(spec, ended);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function started(spec: ChildSpec, folder: string): ChildProcess {
  const { memoryMb, fileMb = 1, nodeArgs = [], script } = spec;
  // POSIX counts file size in blocks of 512 bytes and data in kB.
  const limits = [fileMb * 2048, (memoryMb + codeRangeMb()) * 1024].map(String);
  const node = [process.execPath, `--max-old-space-size=${memoryMb}`, ...nodeArgs, fileURLToPath(script)];
  return spawn("/bin/sh", ["-c", launcher, "sh", ...limits, ...node], {
    cwd: folder,
    detached: true,
    env: environment(folder),
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
}

/**
 * V8 reserves room for machine code that counts as data although it is hardly used: 512 MB on x64, less on arm64.
 * This process runs the same node, so its own map tells.
 */
function codeRangeMb(): number {
  if (process.platform !== "linux") return 0;
  const executable = readFileSync("/proc/self/maps", "utf8").matchAll(/^(\w+)-(\w+) rwxp/gm);
  const bytes = Array.from(
    executable,
    ([, from = "0", to = "0"]) => Number.parseInt(to, 16) - Number.parseInt(from, 16),
  );
  return Math.ceil(bytes.reduce((sum, size) => sum + size, 0) / 1_048_576);
}

/** Nothing of ours: no credentials, no endpoints, no options. Lambda's node finds its libraries by path. */
function environment(folder: string): Record<string, string> {
  const { PATH, LD_LIBRARY_PATH } = process.env;
  return {
    PATH: PATH ?? "/usr/bin:/bin",
    ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }),
    HOME: folder,
    TMPDIR: folder,
    MALLOC_ARENA_MAX: "2",
  };
}

interface Ended {
  readonly why: "exit" | "time" | "size";
  readonly code: number | null;
  readonly signal: string | null;
  readonly answer: string;
  readonly complaint: string;
}

function endOf(spec: ChildSpec, child: ChildProcess, job: string): Promise<Ended> {
  const answer = collected(child.stdout, maxAnswerBytes);
  const complaint = collected(child.stderr, maxComplaintBytes);
  return new Promise((resolve, reject) => {
    let why: Ended["why"] = "exit";
    const end = (reason: Ended["why"]) => {
      why = reason;
      killGroup(child);
    };
    const timer = setTimeout(end, spec.seconds * 1000, "time");
    child.stdout?.on("data", () => answer.isFull() && end("size"));
    // A child that dies before it has read its job breaks the pipe; how it died is what counts.
    child.stdin?.on("error", () => {}).end(job);
    child.stdio[3]?.on("error", () => {});
    child.on("error", (error) => reject(new Unavailable("a capped child could not start", { cause: error })));
    // The lifeline and grandchildren hold the pipes open: they go when the child has gone.
    child.on("exit", () => killGroup(child));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ why, code, signal, answer: answer.text(), complaint: complaint.text() });
    });
  });
}

interface Collected {
  isFull(): boolean;
  text(): string;
}

/** Keeps the first bytes of a stream and lets the rest flow away. */
function collected(stream: NodeJS.ReadableStream | null, maxBytes: number): Collected {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on("data", (chunk: Buffer) => {
    if (bytes <= maxBytes) chunks.push(chunk);
    bytes += chunk.length;
  });
  return {
    isFull: () => bytes > maxBytes,
    text: () => Buffer.concat(chunks).subarray(0, maxBytes).toString(),
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

/** Signals by which the machine or its operator ends a process; a crash has others. */
const foreignSignals = new Set(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"]);

/** How V8, Node and C++ say that there is no more memory. */
const noMemory = /heap out of memory|allocation failed|bad_alloc|(cannot|could not|failed to) allocate/i;

function answerOf(
  { timeoutCode = "file_too_complex", seconds, memoryMb, log = silent }: ChildSpec,
  ended: Ended,
): unknown {
  const { why, code, signal, complaint } = ended;
  if (why === "time") throw new Rejected(timeoutCode, `The file could not be read within ${seconds} s.`);
  if (signal !== null && why === "exit" && foreignSignals.has(signal)) {
    throw new Unavailable(`a capped child was ended by ${signal}`);
  }
  const answer = code === 0 ? answerIn(ended.answer) : undefined;
  if (answer) return opened(answer);
  log(`${why} ${code ?? signal}: ${complaint}`);
  if (ended.answer === "")
    throw new Fault(`a capped child did not come to its job: ${complaint.slice(0, 300)}`);
  if (noMemory.test(complaint))
    throw new Rejected("file_too_complex", `The file could not be read with ${memoryMb} MB of memory.`);
  throw new Rejected("damaged_file", "The file makes its reader fail.");
}

function silent(): void {}
