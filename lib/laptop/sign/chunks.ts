import { createHash } from "node:crypto";
import { longDate } from "./claim.ts";
import { hmac, sameHex } from "./key.ts";
import { mismatch, type Signed } from "./verify.ts";

const emptySha256 = createHash("sha256").digest("hex");

/** Verifies the chunks of a `STREAMING-AWS4-HMAC-SHA256-PAYLOAD` body, each chained to the one before. */
export class ChunkChain {
  readonly #signed: Signed;
  #previous: string;

  constructor(signed: Signed) {
    this.#signed = signed;
    this.#previous = signed.signature;
  }

  /** Throws unless `signature` is that of the next chunk; the last chunk is empty. */
  chunk(sha256: string, signature: string): void {
    this.#link("AWS4-HMAC-SHA256-PAYLOAD", `${emptySha256}\n${sha256}`, signature);
  }

  /** Throws unless `signature` is that of the trailers, given as lines `name:value\n` in the order sent. */
  trailer(lines: string, signature: string): void {
    this.#link("AWS4-HMAC-SHA256-TRAILER", createHash("sha256").update(lines).digest("hex"), signature);
  }

  #link(word: string, hashes: string, signature: string): void {
    const { date, scope, signingKey } = this.#signed;
    const text = [word, longDate(date), scope, this.#previous, hashes].join("\n");
    const calculated = hmac(signingKey, text).toString("hex");
    if (!sameHex(calculated, signature)) throw mismatch();
    this.#previous = calculated;
  }
}
