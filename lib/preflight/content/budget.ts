/** Thrown when a file asks for more work than the checker was given. */
export class WorkLimit extends Error {
  constructor(what: string) {
    super(`it takes more than the ${what} that a check is given`);
    this.name = "WorkLimit";
  }
}

export interface Limits {
  /** Instructions of all pages together, forms counted as often as they are drawn. */
  readonly instructions: number;
  /** Decoded content of all pages together. */
  readonly contentBytes: number;
  /** Forms, patterns and masks within each other. */
  readonly depth: number;
}

/** A page of dense vector maps has about a million instructions; a 1,000-page book about ten. */
export const usualLimits: Limits = { instructions: 20_000_000, contentBytes: 1_000_000_000, depth: 24 };

/** Counts work down; counting and not timing, so that the same file always gets the same report. */
export class Budget {
  readonly limits: Limits;
  #instructions: number;
  #bytes: number;

  constructor(limits: Limits) {
    this.limits = limits;
    this.#instructions = limits.instructions;
    this.#bytes = limits.contentBytes;
  }

  /** Bytes that may still be decoded. */
  get bytesLeft(): number {
    return this.#bytes;
  }

  instruction(): void {
    if (--this.#instructions < 0) throw new WorkLimit(`${this.limits.instructions} instructions`);
  }

  content(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) throw new WorkLimit(`${this.limits.contentBytes} bytes of content`);
  }

  depth(depth: number): void {
    // Starting a form takes as long as ten instructions.
    this.#instructions -= 10;
    if (depth > this.limits.depth) throw new WorkLimit(`${this.limits.depth} forms within each other`);
  }
}
