import { createHash } from "node:crypto";
import { type Algorithm, digestOf } from "./checksums.ts";
import type { Crc } from "./crc.ts";
import type { Checksum } from "./records.ts";

/** Length, MD5 and, if wanted, a checksum of bytes that pass by. */
export class Tally {
  readonly #md5 = createHash("md5");
  readonly #algorithm: Algorithm | undefined;
  readonly #digest: Crc | undefined;
  #bytes = 0;

  constructor(algorithm?: Algorithm) {
    this.#algorithm = algorithm;
    this.#digest = algorithm && digestOf(algorithm);
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#md5.update(chunk);
    this.#digest?.update(chunk);
  }

  /** The chunks, counted as they are read. */
  async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.add(chunk);
      yield chunk;
    }
  }

  /** Once, at the end. */
  seal(): Seal {
    const md5 = this.#md5.digest("hex");
    if (!this.#algorithm || !this.#digest) return { bytes: this.#bytes, md5 };
    const value = this.#digest.digest().toString("base64");
    return { bytes: this.#bytes, md5, checksum: { algorithm: this.#algorithm, value, type: "FULL_OBJECT" } };
  }
}

/** What is known of bytes when they were read to their end. */
export interface Seal {
  readonly bytes: number;
  /** Hex. */
  readonly md5: string;
  readonly checksum?: Checksum;
}
