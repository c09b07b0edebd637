import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BookKind, fanOut, scheduled } from "./bench-fan-out.ts";
import { measured, middle, type Spent } from "./bench-measure.ts";
import { type Photos, photographs } from "./bench-photos.ts";
import { stages } from "./bench-stages.ts";
import { groups, isInstalled, type Way } from "./bench-ways.ts";
import { benchWeb } from "./bench-web.ts";

// `npm run bench -- render [--pages 20] [--rounds 3] [--only rgb]`: ours and the peers on the same pages, in turns.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pages: { type: "string", default: "20" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    workers: { type: "string", default: "1,4,16" },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
if (positionals[0] !== "render" && positionals[0] !== "web") {
  say("npm run bench -- render [--pages 20] [--rounds 3] [--only rgb|cmyk|untouched|stages]");
  say("npm run bench -- render --only fan-out [--pages 100] [--workers 1,4,16]");
  say("npm run bench -- web");
  process.exit(1);
}
const pages = Number(values.pages);
const folder = await mkdtemp(join(tmpdir(), "printcloud-bench-"));
try {
  await (positionals[0] === "web" ? benchWeb(folder, say) : benchRender());
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function benchRender(): Promise<void> {
  say(`${pages} pages of 222 mm square at 300 dpi, medians of ${values.rounds} rounds in turns`);
  const photos = await photographs(folder, pages);
  for (const [name, { title, ways }] of Object.entries(groups)) {
    if (values.only !== "" && values.only !== name) continue;
    say(`\n${title}`);
    await compared(ways(photos, folder), Number(values.rounds));
  }
  if (["", "stages"].includes(values.only)) await showStages(photos.large);
  if (values.only === "fan-out") await showFanOut(photos);
}

/** Runs each way once a round, so that a busy machine is busy for all of them; ours comes first in the table. */
async function compared(ways: readonly Way[], rounds: number): Promise<void> {
  const present = ways.filter(({ tool }) => isInstalled(tool));
  const spent = new Map<Way, Spent[]>(present.map((way) => [way, []]));
  for (let round = 0; round < rounds; round++)
    for (const way of present) spent.get(way)?.push(await measured(way));
  const ours = middle(present[0] ? (spent.get(present[0]) ?? []) : []);
  say(row("", ["wall s", "CPU s", "peak MB", "file MB", "ours: wall", "CPU", "MB", "file"]));
  for (const way of present) say(tableRow(way, middle(spent.get(way) ?? []), ours));
  for (const { name, tool } of ways.filter(({ tool }) => !isInstalled(tool)))
    say(`${name}: skipped, ${tool} is not installed`);
}

function tableRow({ name }: Way, spent: Spent, ours: Spent): string {
  const figures = [spent.wall, spent.cpu, spent.peakMb, spent.fileMb];
  const ratios = [ours.wall / spent.wall, ours.cpu / spent.cpu, ours.peakMb / spent.peakMb];
  const file = ours.fileMb / spent.fileMb;
  return row(name, [...figures.map((figure) => figure.toFixed(2)), ...[...ratios, file].map(times)]);
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(34)}${cells.map((cell) => cell.padStart(11)).join("")}`;
}

async function showStages(photos: readonly string[]): Promise<void> {
  say("\nStages, CPU ms a page");
  for (const [name, ms] of Object.entries(await stages(photos.slice(0, 8))))
    say(`${name.padEnd(34)}${ms.toFixed(1).padStart(11)}`);
}

/** Wall seconds by the number of workers, as they follow from those of each chunk with this machine to itself. */
async function showFanOut({ large, fitting }: Photos): Promise<void> {
  const books: [string, readonly string[], BookKind][] = [
    ["RGB", large, "rgb"],
    ["CMYK", large, "cmyk"],
    ["untouched", fitting, "rgb"],
  ];
  const workers = values.workers.split(",").map(Number);
  const perWorkers = workers.map((count) => `${count} workers`);
  const heads = ["chunks", "alone s", "CPU s", "longest s", "CPU s", "peak MB", "assembly s", "MB"];
  say(`\nFan-out\n${row("", [...heads, "CPU sum s", ...perWorkers, "bytes"])}`);
  for (const [name, photos, kind] of books) {
    const made = await fanOut(photos, kind, await mkdtemp(join(folder, "fan-out-")));
    const { alone, chunks, assembly } = made;
    const largest = (figure: keyof Spent) => Math.max(...chunks.map((spent) => spent[figure]));
    const cpu = chunks.reduce((sum, spent) => sum + spent.cpu, assembly.cpu);
    const walls = chunks.map(({ wall }) => wall);
    const figures = [alone.wall, alone.cpu, largest("wall"), largest("cpu"), largest("peakMb")];
    const totals = workers.map((count) => scheduled(walls, count) + assembly.wall);
    const all = [...figures, assembly.wall, assembly.peakMb, cpu, ...totals].map((each) => each.toFixed(2));
    say(row(name, [String(chunks.length), ...all, made.same ? "same" : "DIFFERENT"]));
  }
}
