import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Hash of the names and contents of all files under a folder, and of `more`. Equal on every machine. */
export async function hashOfFolder(folder: string, more = ""): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return hashOfFiles(folder, paths, more);
}

/** Hash of files, named as seen from `root`. */
export async function hashOfFiles(root: string, paths: readonly string[], more = ""): Promise<string> {
  const hash = createHash("sha256").update(more);
  for (const path of [...paths].sort()) {
    hash.update(`\0${path.slice(root.length).replaceAll("\\", "/")}\0`);
    hash.update(await readFile(path));
  }
  return hash.digest("hex");
}
