import { createHash } from "node:crypto";
import { mkdir, realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Held by the one laptop cloud that works in a folder; gone with its process, even by kill -9. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Throws, naming the folder, while another laptop cloud works in it: journals are compacted when they are opened, and a
 * second one would lose what the first still writes. The lock is a local socket named after the folder, which the
 * system closes with its process: nothing stale stays, and no process id can be taken for another's.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true });
  const address = addressOf(await realpath(folder));
  const server = createServer((socket) => socket.on("error", () => {}).end(String(process.pid)));
  await listen(server, address).catch(async (error: unknown) => {
    if (!isTaken(error)) throw error;
    const holder = await holderOf(address);
    if (holder !== undefined) throw new Error(inUse(folder, holder), { cause: error });
    // A socket file, where there are no others, outlives its process.
    await rm(address, { force: true });
    await listen(server, address);
  });
  server.unref();
  return { release: () => new Promise((released) => server.close(() => released())) };
}

/** Linux has sockets and Windows has pipes that are no files; elsewhere it is a file, outside of a folder whose path may be too long. */
function addressOf(folder: string): string {
  const name = `printcloud-${createHash("sha256").update(folder).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(address, listening);
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

/** The process id of who listens, empty when it is too busy to say; undefined when nobody does. */
async function holderOf(address: string): Promise<string | undefined> {
  const socket = connect({ path: address, timeout: 1000 });
  socket.on("timeout", () => socket.destroy());
  const answer = await text(socket).catch((error: unknown) => error);
  if (typeof answer === "string") return answer;
  return answer instanceof Error && "code" in answer && answer.code === "ECONNREFUSED" ? undefined : "";
}

function inUse(folder: string, holder: string): string {
  const who = holder === "" ? "Another laptop cloud" : `Another laptop cloud (process ${holder})`;
  return `${who} works in ${folder}: stop it first, or give this one a folder of its own`;
}
