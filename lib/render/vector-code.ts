/**
 * WebAssembly as nested calls, `add(x, y)`: each answers the bytes that leave its value on the stack. For one loop over
 * vectors this is less to look after than a compiler.
 */
export type Code = readonly number[];

const kinds = { int: 0x7f, vector: 0x7b } as const;

/** A function in the making, all of it one loop. Its parameters are whole numbers. */
export class Loop {
  readonly #parameters: number;
  #vectors = 0;
  readonly #before: Code[] = [];
  readonly #body: Code[] = [];
  readonly #constants = new Map<number, Code>();

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** Four times the same number, made once. */
  constant(value: number): Code {
    const known = this.#constants.get(value);
    if (known) return known;
    const kept = this.#kept(this.#before, [...int(value), ...operation(0x11)]);
    this.#constants.set(value, kept);
    return kept;
  }

  /** Works a vector out once, here, however often it is used. */
  keep(value: Code): Code {
    return this.#kept(this.#body, value);
  }

  do(statement: Code): void {
    this.#body.push(statement);
  }

  /** Moves a parameter on. */
  advance(parameter: number, by: number): void {
    this.do([...read(parameter), ...int(by), 0x6a, 0x21, ...unsigned(parameter)]);
  }

  /** A module that exports its memory, 64 kB a page, and `run`: works the body until one parameter reaches another. */
  assemble(memoryPages: number, moving: number, end: number): Uint8Array<ArrayBuffer> {
    const again = [...read(moving), ...read(end), 0x49, 0x0d, 0];
    const loop = [0x03, 0x40, ...this.#body.flat(), ...again, 0x0b];
    const code = [1, ...unsigned(this.#vectors), kinds.vector, ...this.#before.flat(), ...loop, 0x0b];
    const parameters = Array.from({ length: this.#parameters }, () => kinds.int);
    return Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [1, 0x60, ...sized(parameters), 0]),
      ...section(3, [1, 0]),
      ...section(5, [1, 0, ...unsigned(memoryPages)]),
      ...section(7, [2, ...text("memory"), 2, 0, ...text("run"), 0, 0]),
      ...section(10, [1, ...sized(code)]),
    ]);
  }

  #kept(where: Code[], value: Code): Code {
    const local = this.#parameters + this.#vectors;
    this.#vectors += 1;
    where.push([...value, 0x21, ...unsigned(local)]);
    return read(local);
  }
}

/** A parameter's value, or a local's. */
export function read(at: number): Code {
  return [0x20, ...unsigned(at)];
}

function simd(number: number) {
  return (...operands: readonly Code[]): Code => [...operands.flat(), ...operation(number)];
}

function shift(number: number) {
  return (value: Code, bits: number): Code => [...value, ...int(bits), ...operation(number)];
}

function memory(number: number) {
  return (offset: number, ...operands: readonly Code[]): Code => {
    const alignment = 0;
    return [...operands.flat(), ...operation(number), alignment, ...unsigned(offset)];
  };
}

/** What vectors of four numbers do; `offset` is added to an address. */
export const vector = {
  load: memory(0x00),
  load64: memory(0x5d),
  store: memory(0x0b),
  /** Of the second the first number alone. */
  storeFirst: (offset: number, address: Code, value: Code): Code => [
    ...memory(0x5a)(offset, address, value),
    0,
  ],
  /** Bytes of both by their places, those of the second from 16 on. */
  shuffle: (one: Code, other: Code, bytes: readonly number[]): Code => [
    ...one,
    ...other,
    ...operation(0x0d),
    ...bytes,
  ],
  /** One of the four as a whole number. */
  lane: (value: Code, at: number): Code => [...value, ...operation(0x1b), at],
  notLess: simd(0x3f),
  and: simd(0x4e),
  or: simd(0x50),
  /** The first where the third, a comparison, holds; else the second. */
  select: simd(0x52),
  add: simd(0xae),
  subtract: simd(0xb1),
  multiply: simd(0xb5),
  least: simd(0xb6),
  most: simd(0xb8),
  /** Of 16-bit numbers: products of both, each two neighbours added. */
  dot: simd(0xba),
  left: shift(0xab),
  right: shift(0xac),
  /** Two vectors as one of 16-bit numbers; two of those as one of bytes. Too large or small is the largest or smallest. */
  shorts: simd(0x85),
  bytes: simd(0x66),
};

function operation(number: number): Code {
  return [0xfd, ...unsigned(number)];
}

function int(value: number): Code {
  return [0x41, ...signed(value)];
}

function section(number: number, content: Code): Code {
  return [number, ...sized(content)];
}

function text(name: string): Code {
  return sized([...Buffer.from(name)]);
}

function sized(content: Code): Code {
  return [...unsigned(content.length), ...content];
}

/** Seven bits a byte, the lowest first. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const isLast = value >= -64 && value < 64;
  return isLast ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}
