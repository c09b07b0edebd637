import { createHash } from "node:crypto";
import { AwsError } from "../call.ts";
import type { ChunkChain } from "../sign/chunks.ts";
import { type ByteReader, cutOff } from "./byte-reader.ts";

/** What follows the last chunk: checksums, mostly; names in lower case. */
export type Trailers = Map<string, string>;

interface Framing {
  /** Filled when the last byte has been given. */
  readonly trailers: Trailers;
  /** Verifies chunk signatures; absent for a body whose chunks are not signed. */
  readonly chain?: ChunkChain | undefined;
}

interface Size {
  readonly bytes: number;
  readonly signature: string;
}

const longestLine = 16 * 1024;

/**
 * Takes the `aws-chunked` framing off a body: `<hex length>[;chunk-signature=<hex>]\r\n<bytes>\r\n`, ended by a chunk of
 * length 0, trailers and an empty line.
 */
export async function* unframed(reader: ByteReader, framing: Framing): AsyncGenerator<Buffer> {
  for (let last = false; !last; ) {
    const size = readSize(await reader.line(longestLine));
    yield* chunkOf(reader, size, framing.chain);
    last = size.bytes === 0;
    if (!last && (await reader.line(longestLine)) !== "") throw malformed();
  }
  await readTrailers(reader, framing);
}

async function* chunkOf(
  reader: ByteReader,
  { bytes, signature }: Size,
  chain: ChunkChain | undefined,
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for (let left = bytes; left > 0; ) {
    const some = await reader.some(left);
    if (some.length === 0) throw cutOff();
    left -= some.length;
    if (chain) hash.update(some);
    yield some;
  }
  chain?.chunk(hash.digest("hex"), signature);
}

async function readTrailers(reader: ByteReader, { trailers, chain }: Framing): Promise<void> {
  let signed = "";
  for (let line = await reader.line(longestLine); line !== ""; line = await reader.line(longestLine)) {
    const [name = "", value = ""] = line.split(/:(.*)/s).map((part) => part.trim());
    if (name === "x-amz-trailer-signature") {
      chain?.trailer(signed, value);
      signed = "";
      continue;
    }
    signed += `${name.toLowerCase()}:${value}\n`;
    trailers.set(name.toLowerCase(), value);
  }
  if (chain && signed !== "") throw new AwsError("AccessDenied", "The trailers are not signed", 403);
}

function readSize(line: string): Size {
  const [, size, signature = ""] = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]+))?$/.exec(line) ?? [];
  if (size === undefined) throw malformed();
  return { bytes: Number.parseInt(size, 16), signature };
}

function malformed(): AwsError {
  return new AwsError("InvalidRequest", "The body is not in aws-chunked encoding");
}
