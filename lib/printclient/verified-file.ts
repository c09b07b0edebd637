import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { TicketFile } from "../order/ticket.ts";
import { fetchRange, type RangeTools, type Span } from "./range.ts";

/** What came is not what was approved. */
export class Damaged extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Damaged";
  }
}

export interface FetchTools extends RangeTools {
  /** Told how many bytes of the file are here. */
  readonly onProgress: (bytes: number) => void;
}

const lanes = 4;
const rangeBytes = 8 << 20;
const readBytes = 1 << 20;

/**
 * Brings the file to `path` in parallel ranges and syncs it. Every part's hash is taken from the disk: parts that are
 * right already are not fetched. Throws Damaged when a part is wrong, anything else when the line stays broken.
 */
export async function fetchVerified(file: TicketFile, path: string, tools: FetchTools): Promise<void> {
  await using handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  const parts = spansOf(file);
  const missing: PartSpan[] = [];
  for (const part of parts) if (!(await isRight(handle, part))) missing.push(part);
  await fetchSpans(missing.flatMap(rangesOf), handle, { file, tools });
  for (const part of missing) {
    if (await isRight(handle, part)) continue;
    throw new Damaged(`bytes ${part.start} to ${part.end} of the ${file.role} are not the approved ones`);
  }
  await handle.truncate(file.bytes);
  await handle.sync();
}

async function fetchSpans(
  spans: Span[],
  handle: FileHandle,
  { file, tools }: { file: TicketFile; tools: FetchTools },
): Promise<void> {
  let here = file.bytes - spans.reduce((sum, { start, end }) => sum + end - start, 0);
  const giveUp = new AbortController();
  const signal = AbortSignal.any([tools.signal, giveUp.signal]);
  const write = async (chunk: Buffer, position: number) => {
    await writeAll(handle, chunk, position);
    here += chunk.length;
    tools.onProgress(here);
  };
  const lane = async () => {
    for (let span = spans.shift(); span; span = spans.shift())
      await fetchRange(file, span, { ...tools, signal, write });
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    giveUp.abort();
  }
}

interface PartSpan extends Span {
  readonly sha256: string;
}

function spansOf({ parts }: TicketFile): PartSpan[] {
  let start = 0;
  return parts.map(({ bytes, sha256 }) => {
    start += bytes;
    return { start: start - bytes, end: start, sha256 };
  });
}

function rangesOf({ start, end }: Span): Span[] {
  const count = Math.ceil((end - start) / rangeBytes);
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * rangeBytes;
    return { start: from, end: Math.min(end, from + rangeBytes) };
  });
}

async function isRight(handle: FileHandle, { start, end, sha256 }: PartSpan): Promise<boolean> {
  if ((await handle.stat()).size < end) return false;
  const hash = createHash("sha256");
  const buffer = Buffer.alloc(Math.min(readBytes, end - start));
  for (let position = start; position < end; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - position), position);
    if (bytesRead === 0) return false;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash.digest("hex") === sha256;
}

async function writeAll(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}
