import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Changes to files that must outlive a power cut. */
export interface Disk {
  /** The file is there whole or not at all; readable by its owner only. */
  write(path: string, text: string): Promise<void>;
  /** A synced copy; its folder is made. */
  copy(from: string, to: string): Promise<void>;
  /** Gives a file its final name; the folders of both must be there. */
  move(from: string, to: string): Promise<void>;
  /** Takes a folder away with all that is in it. */
  remove(folder: string): Promise<void>;
}

export const disk: Disk = {
  async write(path, text) {
    const part = `${path}.part`;
    await using handle = await open(part, "w", 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await rename(part, path);
    await syncFolder(dirname(path));
  },
  async copy(from, to) {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to);
    await using handle = await open(to, "r+");
    await handle.sync();
    await syncFolder(dirname(to));
  },
  async move(from, to) {
    await rename(from, to);
    await syncFolder(dirname(to));
  },
  async remove(folder) {
    await rm(folder, { recursive: true, force: true });
  },
};

/** Makes creations and renames in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; there a rename is durable with the file system's own log.
  if (process.platform === "win32") return;
  await using handle = await open(folder, "r");
  await handle.sync();
}
