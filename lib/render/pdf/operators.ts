/** A number, a name with its slash, or null for strings, arrays and dictionaries, which nobody here reads. */
export type Operand = number | string | null;

/**
 * Hears each operator with what stands before it, and where that begins. An inline picture is one operator, `BI`, with
 * its entries.
 */
export type Hear = (operator: string, operands: readonly Operand[], from: number) => void;

const notRegular = "\\0\\t\\n\\f\\r ()<>\\[\\]{}/%";
const token = new RegExp(
  `[\\0\\t\\n\\f\\r ]+|%[^\\r\\n]*|\\(|<<|>>|<[^>]*>|[\\[\\]{}]|/[^${notRegular}]*|[^${notRegular}]+|[^]`,
  "y",
);

/** More than any operator of the language takes; what comes before is garbage. */
const maxOperands = 64;

/** Reads a content stream operator by operator. Garbage is passed over, as readers of PDF do. */
export function readOperators(content: Uint8Array, hear: Hear): void {
  new Reader(Buffer.from(content.buffer, content.byteOffset, content.length).toString("latin1"), hear).read();
}

const [space, percent, slash, lessThan, openBrace, closeBrace, backslash] = [32, 37, 47, 60, 123, 125, 92];
/** Round brackets nest in strings. */
const deeper = new Map([
  [40, 1],
  [41, -1],
]);

const nowhere = -1;

class Reader {
  readonly #text: string;
  readonly #hear: Hear;
  #operands: Operand[] = [];
  #depth = 0;
  #at = 0;
  #from = nowhere;

  constructor(text: string, hear: Hear) {
    this.#text = text;
    this.#hear = hear;
  }

  read(): void {
    while (this.#at < this.#text.length) {
      token.lastIndex = this.#at;
      const [found = " "] = token.exec(this.#text) ?? [];
      this.#at += found.length;
      this.#take(found);
    }
  }

  #take(found: string): void {
    const first = found.charCodeAt(0);
    if (first <= space || first === percent) return;
    if (this.#from === nowhere) this.#from = this.#at - found.length;
    const bracket = this.#brackets.get(found);
    if (bracket) bracket();
    else if (this.#depth === 0) this.#plain(found, first);
  }

  readonly #brackets: ReadonlyMap<string, () => void> = new Map([
    ["(", () => this.#skipString()],
    ["[", () => this.#open()],
    ["<<", () => this.#open()],
    ["]", () => this.#close()],
    [">>", () => this.#close()],
  ]);

  #plain(found: string, first: number): void {
    if (first === slash) this.#push(found);
    else if (first === lessThan || first === openBrace || first === closeBrace) this.#push(null);
    else this.#word(found, first);
  }

  #open(): void {
    this.#depth++;
  }

  #close(): void {
    this.#depth = Math.max(0, this.#depth - 1);
    if (this.#depth === 0) this.#push(null);
  }

  #push(operand: Operand): void {
    if (this.#operands.length < maxOperands) this.#operands.push(operand);
  }

  /** Digits, sign and point begin a number, anything else an operator. */
  #word(found: string, first: number): void {
    const isNumber = (first >= 48 && first <= 57) || first === 45 || first === 46 || first === 43;
    if (isNumber) this.#push(Number.parseFloat(found) || 0);
    else if (found === "true" || found === "false" || found === "null") this.#push(null);
    else if (found === "BI") this.#operands = [];
    else this.#operator(found);
  }

  #operator(name: string): void {
    if (name === "ID") {
      this.#hear("BI", this.#operands, this.#from);
      this.#skipInlinePicture();
    } else this.#hear(name, this.#operands, this.#from);
    this.#operands = [];
    this.#from = nowhere;
  }

  #skipString(): void {
    for (let open = 1; open > 0 && this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === backslash) this.#at++;
      else open += deeper.get(code) ?? 0;
    }
    if (this.#depth === 0) this.#push(null);
  }

  /** The picture's data may hold the letters EI: only between white space, with text behind them, do they end it. */
  #skipInlinePicture(): void {
    const end = /[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ](?:[\t\n\r -~]{4}|[\t\n\r -~]{0,3}$)|$)/g;
    end.lastIndex = this.#at;
    const found = end.exec(this.#text);
    this.#at = found ? found.index + 3 : this.#text.length;
  }
}
