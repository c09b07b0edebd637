/** Which bit of which codeword a module shows: codewords count from 0, bits from the highest, 0. */
export interface Place {
  readonly codeword: number;
  readonly bit: number;
}

type Cell = readonly [row: number, column: number];

/** The eight modules of a codeword around its last one, highest bit first: a square without its top right corner. */
const utah: readonly Cell[] = [
  [-2, -2],
  [-2, -1],
  [-1, -2],
  [-1, -1],
  [-1, 0],
  [0, -2],
  [0, -1],
  [0, 0],
];

/** The four shapes that a codeword takes where corners cut it; negative numbers count from the far edge. */
const corners: readonly (readonly Cell[])[] = [
  [
    [-1, 0],
    [-1, 1],
    [-1, 2],
    [0, -2],
    [0, -1],
    [1, -1],
    [2, -1],
    [3, -1],
  ],
  [
    [-3, 0],
    [-2, 0],
    [-1, 0],
    [0, -4],
    [0, -3],
    [0, -2],
    [0, -1],
    [1, -1],
  ],
  [
    [-3, 0],
    [-2, 0],
    [-1, 0],
    [0, -2],
    [0, -1],
    [1, -1],
    [2, -1],
    [3, -1],
  ],
  [
    [-1, 0],
    [-1, -1],
    [0, -3],
    [0, -2],
    [0, -1],
    [1, -3],
    [1, -2],
    [1, -1],
  ],
];

/**
 * Lays codewords out over a square of so many modules (ISO/IEC 16022, annex F): row by row, undefined for the
 * modules of the lower right corner that no codeword reaches.
 */
export function codewordPlaces(side: number): (Place | undefined)[][] {
  const layout = new Layout(side);
  let row = 4;
  let column = 0;
  while (row < side || column < side) {
    layout.corner(row, column);
    for (; row >= 0 && column < side; row -= 2, column += 2) layout.codeword(row, column);
    row += 1;
    column += 3;
    for (; row < side && column >= 0; row += 2, column -= 2) layout.codeword(row, column);
    row += 3;
    column += 1;
  }
  return layout.rows;
}

class Layout {
  readonly rows: (Place | undefined)[][];
  readonly #side: number;
  #next = 0;

  constructor(side: number) {
    this.#side = side;
    this.rows = Array.from({ length: side }, () => Array.from({ length: side }, () => undefined));
  }

  /** A codeword that ends here, unless that is outside or taken. */
  codeword(row: number, column: number): void {
    const inside = row >= 0 && row < this.#side && column >= 0 && column < this.#side;
    if (!inside || this.rows[row]?.[column]) return;
    this.#put(utah.map(([down, right]) => this.#wrapped(row + down, column + right)));
  }

  /** A codeword in the corners, where the diagonal has come to one. */
  corner(row: number, column: number): void {
    const side = this.#side;
    const [first, second, third, fourth] = corners;
    if (row === side && column === 0 && first) this.#putCorner(first);
    if (row === side - 2 && column === 0 && side % 4 !== 0 && second) this.#putCorner(second);
    if (row === side - 2 && column === 0 && side % 8 === 4 && third) this.#putCorner(third);
    if (row === side + 4 && column === 2 && side % 8 === 0 && fourth) this.#putCorner(fourth);
  }

  #putCorner(cells: readonly Cell[]): void {
    const side = this.#side;
    this.#put(cells.map(([row, column]) => [(row + side) % side, (column + side) % side]));
  }

  #put(cells: readonly Cell[]): void {
    for (const [bit, [row, column]] of cells.entries()) {
      const modules = this.rows[row];
      if (modules) modules[column] = { codeword: this.#next, bit };
    }
    this.#next += 1;
  }

  /** What hangs over the top comes back at the bottom, shifted sideways, and likewise left and right. */
  #wrapped(row: number, column: number): Cell {
    const side = this.#side;
    const shift = 4 - ((side + 4) % 8);
    const [down, right] = row < 0 ? [row + side, column + shift] : [row, column];
    return right < 0 ? [down + shift, right + side] : [down, right];
  }
}
