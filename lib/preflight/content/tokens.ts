/** A name in a content stream; strings are bytes, dictionaries are maps. */
export interface Name {
  readonly name: string;
}
export type Operand = number | boolean | null | Name | Uint8Array | readonly Operand[] | Dictionary;
export type Dictionary = ReadonlyMap<string, Operand>;

export interface Instruction {
  readonly operator: string;
  readonly operands: readonly Operand[];
}

interface Keyword {
  readonly keyword: string;
}

// Real operators take 33 operands at most (32 colorants and a pattern); nesting comes from property lists only.
const maxOperands = 64;
const maxDepth = 16;

const white = 1;
const delimiter = 2;
const kinds = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) kinds[code] = white;
for (const sign of "()<>[]{}/%") kinds[sign.charCodeAt(0)] = delimiter;

const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** Reads a content stream instruction by instruction; junk is skipped as readers do. */
export class Tokens {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next operator with its operands; undefined at the end. An inline image is `BI` with its dictionary. */
  next(): Instruction | undefined {
    const operands: Operand[] = [];
    for (let token = this.#token(0); token !== undefined; token = this.#token(0)) {
      if (isKeyword(token)) return this.#instruction(token.keyword, operands);
      if (operands.length < maxOperands) operands.push(token);
    }
    return undefined;
  }

  #instruction(operator: string, operands: readonly Operand[]): Instruction {
    return { operator, operands: operator === "BI" ? [this.#inlineImage()] : operands };
  }

  #token(depth: number): Operand | Keyword | undefined {
    this.#skipBlanks();
    const code = this.#bytes[this.#at];
    if (code === undefined) return undefined;
    if (kinds[code] !== delimiter) return this.#word();
    this.#at++;
    // Deeper nesting is flattened: its brackets become words that nobody knows.
    if (depth >= maxDepth && (code === 0x5b || code === 0x3c)) return { keyword: "[" };
    switch (code) {
      case 0x2f:
        return { name: unescapedName(this.#run()) };
      case 0x28:
        return this.#literal();
      case 0x5b:
        return this.#array(depth);
      case 0x3c:
        return this.#angle(depth);
      case 0x3e:
        if (this.#bytes[this.#at] === 0x3e) this.#at++;
        return { keyword: ">>" };
      default:
        return { keyword: String.fromCharCode(code) };
    }
  }

  #skipBlanks(): void {
    for (let code = this.#bytes[this.#at]; code !== undefined; code = this.#bytes[this.#at]) {
      if (code === 0x25) this.#skipLine();
      else if (kinds[code] === white) this.#at++;
      else return;
    }
  }

  #skipLine(): void {
    for (let code = this.#bytes[this.#at]; code !== undefined; code = this.#bytes[++this.#at]) {
      if (code === 10 || code === 13) return;
    }
  }

  #run(): string {
    const from = this.#at;
    while (this.#at < this.#bytes.length && kinds[this.#bytes[this.#at] ?? 0] === 0) this.#at++;
    return text(this.#bytes.subarray(from, this.#at));
  }

  #word(): Operand | Keyword {
    const word = this.#run();
    const first = word.charCodeAt(0);
    // 0-9, + - and the point begin numbers; damaged ones such as 1.2.3 or --4 are read as far as they go.
    const isNumeric = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
    if (isNumeric) return numberFrom(word);
    return Object.hasOwn(constants, word) ? (constants[word] ?? null) : { keyword: word };
  }

  #array(depth: number): Operand {
    const items: Operand[] = [];
    for (let token = this.#token(depth + 1); token !== undefined; token = this.#token(depth + 1)) {
      if (!isKeyword(token)) items.push(token);
      else if (token.keyword === "]") break;
    }
    return items;
  }

  #angle(depth: number): Operand {
    if (this.#bytes[this.#at] !== 0x3c) return this.#hex();
    this.#at++;
    return this.#dictionary(">>", depth);
  }

  #dictionary(end: string, depth: number): Dictionary {
    const flat: Operand[] = [];
    for (let token = this.#token(depth + 1); token !== undefined; token = this.#token(depth + 1)) {
      if (!isKeyword(token)) flat.push(token);
      else if (token.keyword === end) break;
    }
    return paired(flat);
  }

  #hex(): Uint8Array {
    const end = this.#bytes.indexOf(0x3e, this.#at);
    const to = end < 0 ? this.#bytes.length : end;
    const digits = text(this.#bytes.subarray(this.#at, to)).replace(/[^0-9a-f]/gi, "");
    this.#at = to + 1;
    return Buffer.from(digits.length % 2 ? `${digits}0` : digits, "hex");
  }

  /** Escapes are left in but for brackets' sake: only the length and the codes of plain letters matter here. */
  #literal(): Uint8Array {
    const out: number[] = [];
    let open = 1;
    for (let code = this.#bytes[this.#at++]; code !== undefined; code = this.#bytes[this.#at++]) {
      if (code === 0x28) open++;
      if (code === 0x29 && --open === 0) break;
      out.push(code === 0x5c ? this.#escape() : code);
    }
    return Uint8Array.from(out);
  }

  #escape(): number {
    const code = this.#bytes[this.#at++] ?? 0;
    if (code < 0x30 || code > 0x37) return code;
    let value = code - 0x30;
    for (let more = 0; more < 2; more++) {
      const digit = (this.#bytes[this.#at] ?? 0) - 0x30;
      if (digit < 0 || digit > 7) break;
      value = value * 8 + digit;
      this.#at++;
    }
    return value & 0xff;
  }

  /** Pixels end at EI between blanks; what looks like it within them is followed by something unreadable. */
  #inlineImage(): Dictionary {
    const entries = this.#dictionary("ID", 0);
    for (let at = this.#at; at < this.#bytes.length; at++) {
      at = this.#bytes.indexOf(0x45, at);
      if (at < 0) break;
      if (!this.#endsImage(at)) continue;
      this.#at = at + 2;
      return entries;
    }
    this.#at = this.#bytes.length;
    return entries;
  }

  #endsImage(at: number): boolean {
    const isBlank = (code: number | undefined) => code === undefined || kinds[code] === white;
    if (this.#bytes[at + 1] !== 0x49 || !isBlank(this.#bytes[at - 1]) || !isBlank(this.#bytes[at + 2]))
      return false;
    return this.#bytes.subarray(at + 2, at + 12).every((code) => isBlank(code) || (code > 31 && code < 127));
  }
}

/** Keys and values in turn; what has no name for a key is passed over. */
function paired(flat: readonly Operand[]): Dictionary {
  const entries = new Map<string, Operand>();
  for (let at = 0; at + 1 < flat.length; at++) {
    const [key, value] = [flat[at], flat[at + 1]];
    if (!isName(key) || value === undefined) continue;
    entries.set(key.name, value);
    at++;
  }
  return entries;
}

/** Strings of one byte a letter. */
function text(bytes: Uint8Array): string {
  return bytes.length < 64
    ? String.fromCharCode(...bytes)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

function numberFrom(word: string): number {
  const plain = Number(word);
  if (Number.isFinite(plain)) return plain;
  const read = Number.parseFloat(word.replace(/^[+-]+(?=[+-])/, ""));
  return Number.isFinite(read) ? read : 0;
}

function unescapedName(name: string): string {
  if (!name.includes("#")) return name;
  return name.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function isKeyword(token: Operand | Keyword): token is Keyword {
  return token !== null && typeof token === "object" && "keyword" in token;
}

/** Whether an operand is a name. */
export function isName(operand: Operand | undefined): operand is Name {
  return operand !== null && typeof operand === "object" && "name" in operand;
}
