import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Longer than any function may run: what is older was left by one that was killed. */
const leftMinutes = 20;
const ours = /^printcloud-(prepare|child)-/;

/** Lends a fresh folder and removes it with everything in it, however the work ends. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await sweep(tmpdir());
  const folder = await mkdtemp(join(tmpdir(), "printcloud-prepare-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sweep(place: string): Promise<void> {
  const names = (await readdir(place)).filter((name) => ours.test(name));
  await Promise.all(names.map((name) => sweepOne(join(place, name))));
}

async function sweepOne(folder: string): Promise<void> {
  // Another worker may sweep at the same time.
  const found = await stat(folder).catch(() => undefined);
  if (!found || Date.now() - found.mtimeMs < leftMinutes * 60_000) return;
  await rm(folder, { recursive: true, force: true });
}
