import { createHash } from "node:crypto";
import { AwsError } from "../call.ts";
import { type Ask, chunkChainOf } from "./ask.ts";
import { type Trailers, unframed } from "./aws-chunked.ts";
import { ByteReader, cutOff } from "./byte-reader.ts";
import { type Algorithm, algorithmNamed, badDigest, checksumHeader, declaredChecksum } from "./checksums.ts";
import type { Checksum } from "./records.ts";
import { type Seal, Tally } from "./tally.ts";

const largestBytes = 5 * 1024 ** 3;
const largestDocumentBytes = 2 * 1024 ** 2;

/** The body of a request without its framing; fails at its end unless all hashes the client named are right. */
export class Body {
  readonly #ask: Ask;
  readonly #trailers: Trailers = new Map();
  readonly #tally: Tally;
  readonly #isFramed: boolean;
  #seal: Seal | undefined;

  /** `algorithm` is what to calculate when the client names none. */
  constructor(ask: Ask, algorithm?: Algorithm) {
    this.#ask = ask;
    this.#isFramed =
      /^STREAMING-/.test(ask.header("x-amz-content-sha256") ?? "") ||
      /\baws-chunked\b/.test(ask.header("content-encoding") ?? "");
    const named = declaredChecksum(ask.header)?.algorithm ?? algorithmNamed(ask.header("x-amz-trailer"));
    this.#tally = new Tally(named ?? algorithm);
  }

  /** The bytes, once. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const reader = new ByteReader(this.#ask.source);
    const sha256 = wantedSha256(this.#ask) === undefined ? undefined : createHash("sha256");
    try {
      for await (const chunk of this.#plain(reader)) {
        this.#tally.add(chunk);
        if (this.#tally.bytes > largestBytes) throw tooLarge();
        sha256?.update(chunk);
        yield chunk;
      }
    } finally {
      await reader.release();
    }
    this.#verify(sha256?.digest("hex"));
  }

  /** The whole body as text, for documents. */
  async text(): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks()) {
      chunks.push(chunk);
      if (this.#tally.bytes > largestDocumentBytes) throw tooLarge();
    }
    return Buffer.concat(chunks).toString("utf8");
  }

  /** Only after the last chunk. */
  get seal(): Seal {
    if (!this.#seal) throw new Error("the body was not read to its end");
    return this.#seal;
  }

  #plain(reader: ByteReader): AsyncIterable<Uint8Array> {
    if (!this.#isFramed) return reader.rest();
    return unframed(reader, { trailers: this.#trailers, chain: chunkChainOf(this.#ask) });
  }

  #verify(sha256: string | undefined): void {
    const { header } = this.#ask;
    const length = header(this.#isFramed ? "x-amz-decoded-content-length" : "content-length");
    const seal = this.#tally.seal();
    if (length !== undefined && Number(length) !== seal.bytes) throw cutOff();
    checkMd5(header("content-md5"), seal.md5);
    if (sha256 !== wantedSha256(this.#ask)) {
      const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      throw new AwsError("XAmzContentSHA256Mismatch", message);
    }
    if (seal.checksum) this.#checkChecksum(seal.checksum);
    this.#seal = seal;
  }

  #checkChecksum({ algorithm, value }: Checksum): void {
    const name = checksumHeader(algorithm);
    const given = this.#ask.header(name) ?? this.#trailers.get(name);
    if (given !== undefined && given !== value) throw badDigest(algorithm);
    if (given !== undefined || this.#ask.header("x-amz-trailer") !== name) return;
    const message =
      "The request contained trailing data that was not well-formed or did not conform to our schema";
    throw new AwsError("MalformedTrailerError", message);
  }
}

function wantedSha256({ header }: Ask): string | undefined {
  const hash = header("x-amz-content-sha256");
  return hash !== undefined && /^[0-9a-f]{64}$/.test(hash) ? hash : undefined;
}

function checkMd5(named: string | undefined, md5: string): void {
  if (named === undefined) return;
  const bytes = Buffer.from(named, "base64");
  if (bytes.length !== 16) throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
  if (bytes.toString("hex") !== md5) throw badDigest("Content-MD5");
}

function tooLarge(): AwsError {
  return new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
}
