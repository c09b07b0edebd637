import { AwsError } from "../call.ts";
import type { Range } from "./blobs.ts";

/** Reads `bytes=0-99`, `bytes=100-` or `bytes=-100`; undefined for the whole: S3 ignores ranges it cannot read. */
export function readRange(header: string | undefined, bytes: number): Range | undefined {
  const [, start, last, suffix] = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(header?.trim() ?? "") ?? [];
  if (suffix !== undefined) return satisfiable({ start: Math.max(bytes - Number(suffix), 0), end: bytes });
  if (start === undefined) return undefined;
  if (!last) return satisfiable({ start: Number(start), end: bytes });
  if (Number(start) > Number(last)) return undefined;
  return satisfiable({ start: Number(start), end: Math.min(Number(last) + 1, bytes) });
}

function satisfiable(range: Range): Range {
  if (range.start < range.end) return range;
  throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416);
}
