/**
 * Renders every PDF and picture below some folders, each to its own size, and prints what became of them:
 * `node test/render/corpus.ts FOLDER ... [--most 300]`. Not a test of the suite: it takes a second or two a file.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { globSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

interface Result {
  readonly file: string;
  /** `ok`, `repaired`, a code of rejection, `crash` or `hang`. */
  readonly word: string;
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** Also what no order may have, such as GIF: it must be refused by name. */
const kinds = "{pdf,jpg,jpeg,png,webp,tif,tiff,avif,heic,heif,gif,bmp,svg,PDF,JPG,PNG,TIF}";
const hangSeconds = 180;
/** As a render function gives its child, with the 512 MB of room for code that x64 counts as memory. */
const memoryKb = (2_400 + 512) * 1024;

const parameters = process.argv.slice(2);
const most = Number(parameters[parameters.indexOf("--most") + 1]) || Number.POSITIVE_INFINITY;
const folders = parameters.filter(
  (one, at) => !one.startsWith("--") && !parameters[at - 1]?.startsWith("--"),
);
const files = folders.flatMap((folder) =>
  globSync(`**/*.${kinds}`, { cwd: folder }).map((name) => join(folder, name)),
);

const scratch = mkdtempSync(join(tmpdir(), "printcloud-corpus-"));
const results: Result[] = [];
try {
  await renderAll(thinned(files.sort(), most));
  print(results);
} finally {
  const left = readdirSync(scratch);
  console.log(left.length === 0 ? "nothing left behind" : `LEFT BEHIND: ${left.join(" ")}`);
  rmSync(scratch, { recursive: true, force: true });
}

/** Evenly spread, so that one large package does not push out the small ones. */
function thinned(all: readonly string[], wanted: number): string[] {
  const step = Math.max(1, all.length / wanted);
  return Array.from({ length: Math.min(all.length, wanted) }, (_, at) => all[Math.floor(at * step)] ?? "");
}

/** One child works many files; one that goes down takes only its file along. */
async function renderAll(waiting: string[]): Promise<void> {
  while (waiting.length > 0) {
    const child = started();
    const done = await work(child, waiting);
    waiting.splice(0, done);
  }
}

function started(): ChildProcess {
  const script = fileURLToPath(import.meta.resolve("./corpus-child.ts"));
  const command = `ulimit -d ${memoryKb} 2>/dev/null; exec "$0" "$@"`;
  return spawn("sh", ["-c", command, process.execPath, script, scratch], {
    stdio: ["pipe", "pipe", "ignore"],
  });
}

/** How many files are dealt with when the child has ended. */
async function work(child: ChildProcess, waiting: readonly string[]): Promise<number> {
  child.stdin?.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
  for (const [at, file] of waiting.entries()) {
    const began = performance.now();
    const alarm = setTimeout(() => child.kill("SIGKILL"), hangSeconds * 1000);
    child.stdin?.write(`${file}\n`, () => undefined);
    const { value, done } = await lines.next();
    clearTimeout(alarm);
    const seconds = (performance.now() - began) / 1000;
    add({ file, seconds, ...(done ? lost(seconds) : JSON.parse(value)) });
    if (done) return at + 1;
  }
  child.stdin?.end();
  return waiting.length;
}

/** The file took its reader down; what that had in its folder is no leftover of the line's. */
function lost(seconds: number): { word: string; notes: string[] } {
  for (const left of readdirSync(scratch)) rmSync(join(scratch, left), { recursive: true });
  return { word: seconds >= hangSeconds ? "hang" : "crash", notes: [] };
}

function add(result: Result): void {
  results.push(result);
  const { file, word, notes, seconds } = result;
  if (process.env.VERBOSE)
    console.log(`${seconds.toFixed(1)}\t${word}\t${basename(file)}\t${notes.join(" ")}`);
}

function print(all: readonly Result[]): void {
  console.log(`${all.length} files`);
  table(all.map(({ word }) => word));
  console.log("findings, by files:");
  table(all.flatMap(({ notes }) => notes));
  const slowest = [...all].sort((one, other) => other.seconds - one.seconds).slice(0, 5);
  for (const { file, seconds } of slowest) console.log(`slow: ${seconds.toFixed(1)} s ${basename(file)}`);
}

function table(words: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rows = [...counts].sort(([, one], [, other]) => other - one);
  for (const [word, count] of rows) console.log(`  ${word.padEnd(32)}${String(count).padStart(5)}`);
}
