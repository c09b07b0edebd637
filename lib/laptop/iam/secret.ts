import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** The laptop's one stored secret, made at first use: every key of every role is derived from it. */
export function keptSecret(folder: string): Buffer {
  const file = join(folder, "secret");
  try {
    return read(file);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  mkdirSync(folder, { recursive: true });
  create(file);
  return read(file);
}

function read(file: string): Buffer {
  const secret = Buffer.from(readFileSync(file, "utf8"), "hex");
  if (secret.length !== 32)
    throw new Error(`${file} is damaged; delete it, and every key of this laptop changes`);
  return secret;
}

// Written aside and linked into place: a kill leaves a whole secret or none, and of two processes one wins.
function create(file: string): void {
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, "w", 0o600);
  writeSync(handle, randomBytes(32).toString("hex"));
  fsyncSync(handle);
  closeSync(handle);
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(draft);
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
