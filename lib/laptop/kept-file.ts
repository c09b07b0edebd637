import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** A small file that is always whole: a kill leaves the old content or the new one. */
export interface KeptFile {
  /** Undefined when there is none yet. */
  read(): Promise<string | undefined>;
  /** Resolves when the content, or a later one, is on disk. */
  write(content: string): Promise<void>;
}

export function keptFile(file: string): KeptFile {
  let writing: Promise<void> = Promise.resolve();
  return {
    read: () => readFile(file, "utf8").catch(absent),
    write(content) {
      writing = writing.catch(() => {}).then(() => replace(file, content));
      return writing;
    },
  };
}

async function replace(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = await open(`${file}.draft`, "w", 0o600);
  try {
    await draft.writeFile(content);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.draft`, file);
}

function absent(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
