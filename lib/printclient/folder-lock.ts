import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Held by the one client that works in a folder; `printclient status` and its like need no lock. */
export interface FolderLock {
  release(): Promise<void>;
}

/** Two clients in one folder would write one journal. */
export class FolderInUse extends Error {
  constructor(folder: string) {
    super(`another client works in ${folder}; give this one a folder of its own`);
    this.name = "FolderInUse";
  }
}

const refreshSeconds = 10;
const staleSeconds = 60;

/** Throws when another living client works in this folder. A lock that a crash left behind is taken over. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, "client.lock");
  const token = `${process.pid} ${randomUUID()}\n`;
  await create(path, token).catch(async (error: unknown) => {
    if (!isThere(error) || !(await isStale(path))) throw new FolderInUse(folder);
    await rm(path, { force: true });
    await create(path, token);
  });
  // Two clients may have found the same stale lock; the file says who came last.
  if ((await readFile(path, "utf8")) !== token) throw new FolderInUse(folder);
  const refresh = setInterval(
    () => utimes(path, new Date(), new Date()).catch(() => {}),
    refreshSeconds * 1000,
  );
  refresh.unref();
  return {
    async release() {
      clearInterval(refresh);
      const held = await readFile(path, "utf8").catch(() => "");
      if (held === token) await rm(path, { force: true });
    },
  };
}

async function create(path: string, token: string): Promise<void> {
  await writeFile(path, token, { flag: "wx" });
}

async function isStale(path: string): Promise<boolean> {
  const pid = Number.parseInt(await readFile(path, "utf8").catch(() => ""), 10);
  // Our own number in somebody else's lock: a container that restarted counts from 1 again.
  if (!Number.isInteger(pid) || pid === process.pid || !isAlive(pid)) return true;
  const { mtimeMs } = await stat(path);
  return Date.now() - mtimeMs > staleSeconds * 1000;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
