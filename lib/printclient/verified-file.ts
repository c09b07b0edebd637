import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { TicketFile } from "../order/ticket.ts";
import type { Bucket } from "./bucket.ts";

/** What came is not what was approved. */
export class Damaged extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Damaged";
  }
}

export interface FetchTools {
  readonly bucket: Bucket;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

type Span = { readonly start: number; readonly end: number };

const stallSeconds = 30;
const readBytes = 1 << 20;

/**
 * Brings the file to `path` and syncs it, going on after the bytes that are there. Every part's hash is checked from
 * the disk or on its way there; throws Damaged after cutting off a part that is wrong, anything else when the line broke.
 */
export async function fetchVerified(file: TicketFile, path: string, tools: FetchTools): Promise<void> {
  await using handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  let start = 0;
  for (const part of file.parts) {
    const span = { start, end: start + part.bytes };
    const sha256 = await fetchPart(handle, { file, span }, tools);
    if (sha256 !== part.sha256) {
      await handle.truncate(start);
      throw new Damaged(`bytes ${span.start} to ${span.end} of the ${file.role} are not the approved ones`);
    }
    start = span.end;
    tools.onBytes(start);
  }
  await handle.truncate(file.bytes);
  await handle.sync();
}

async function fetchPart(handle: FileHandle, piece: { file: TicketFile; span: Span }, tools: FetchTools) {
  const { file, span } = piece;
  const hash = createHash("sha256");
  let position = await hashExisting(handle, span, hash);
  while (position < span.end) {
    const ranged = await tools.bucket.range(file.key, { start: position, end: span.end - 1 }, tools.signal);
    if (ranged?.totalBytes !== file.bytes)
      throw new Damaged(`the ${file.role} has not its ${file.bytes} bytes`);
    for await (const chunk of unstalled(ranged.body, tools.signal)) {
      const wanted = chunk.subarray(0, span.end - position);
      hash.update(wanted);
      await writeAll(handle, wanted, position);
      position += wanted.length;
      tools.onBytes(position);
    }
  }
  return hash.digest("hex");
}

/** Hashes what an earlier try left of this part; answers where it ends. */
async function hashExisting(handle: FileHandle, { start, end }: Span, hash: Hash): Promise<number> {
  const buffer = Buffer.alloc(Math.min(readBytes, end - start));
  let position = start;
  while (position < end) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - position), position);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  return position;
}

/** The chunks of a body, which is given up when none comes for 30 s or the client stops. */
async function* unstalled(body: Ranged["body"], signal: AbortSignal): AsyncGenerator<Buffer> {
  const giveUp = () => body.destroy(new Error("the download was stopped"));
  const stall = setTimeout(
    () => body.destroy(new Error(`no bytes for ${stallSeconds} s`)),
    stallSeconds * 1000,
  );
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    for await (const chunk of body) {
      stall.refresh();
      yield chunk;
    }
  } finally {
    clearTimeout(stall);
    signal.removeEventListener("abort", giveUp);
  }
}

async function writeAll(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

type Ranged = NonNullable<Awaited<ReturnType<Bucket["range"]>>>;
