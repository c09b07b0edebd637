import { AwsError } from "../call.ts";

/** Reads a stream of bytes piece by piece, by length, by line or up to a mark, never holding more than it must. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Between 1 and `most` bytes; none at the end only. */
  async some(most: number): Promise<Buffer> {
    // An empty chunk is not the end.
    while (this.#held.length === 0 && (await this.#more()));
    return this.#take(Math.min(most, this.#held.length));
  }

  /** All that is left. */
  async *rest(): AsyncGenerator<Buffer> {
    for (let some = await this.some(Infinity); some.length > 0; some = await this.some(Infinity)) yield some;
  }

  /** The next line without its end, CRLF or LF; throws when it is longer than `longest` bytes or cut off. */
  async line(longest: number): Promise<string> {
    for (let from = 0; ; ) {
      const end = this.#held.indexOf("\n", from);
      if (end >= 0)
        return this.#take(end + 1)
          .toString("utf8")
          .replace(/\r?\n$/, "");
      from = this.#held.length;
      if (from > longest)
        throw new AwsError("InvalidRequest", `A line of the body is longer than ${longest} bytes`);
      if (!(await this.#more())) throw cutOff();
    }
  }

  /** Everything before `mark`, which is read over; throws when it never comes. */
  async *until(mark: string): AsyncGenerator<Buffer> {
    for (;;) {
      const end = this.#held.indexOf(mark);
      if (end >= 0) {
        yield this.#take(end);
        this.#take(mark.length);
        return;
      }
      // The mark may have begun in the last bytes.
      const certain = this.#held.length - mark.length + 1;
      if (certain > 0) yield this.#take(certain);
      if (!(await this.#more())) throw cutOff();
    }
  }

  /** Gives the source back without closing it. */
  async release(): Promise<void> {
    await this.#source.return?.();
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next().catch((error: unknown) => {
      throw error instanceof AwsError ? error : cutOff();
    });
    if (done) return false;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    return true;
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }
}

/** The error for a body that ends too early. */
export function cutOff(): AwsError {
  const message = "You did not provide the number of bytes specified by the Content-Length HTTP header";
  return new AwsError("IncompleteBody", message);
}
