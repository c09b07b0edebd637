import type { Matrix } from "./matrix.ts";
import type { Operand } from "./operators.ts";

/** A straight line as it is drawn, in points of the sheet. */
export type Line = readonly [x1: number, y1: number, x2: number, y2: number];

const maxLines = 20_000;
const strokes = new Set(["S", "s", "B", "b", "B*", "b*"]);
const endsPath = new Set([...strokes, "f", "F", "f*", "n"]);

/** Follows paths as far as they are one straight line. */
export class StraightPath {
  readonly #lines: Line[];
  #points: (readonly [number, number])[] = [];
  #straight: (readonly [readonly [number, number], readonly [number, number]])[] = [];

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  hear(operator: string, [x, y]: readonly Operand[], matrix: Matrix): void {
    if (operator === "m") this.#points = [[Number(x), Number(y)]];
    else if (operator === "l") this.#to([Number(x), Number(y)]);
    else if (endsPath.has(operator)) this.#end(strokes.has(operator), matrix);
  }

  #to(point: readonly [number, number]): void {
    const from = this.#points.at(-1);
    if (from && this.#straight.length < maxMarksInPath) this.#straight.push([from, point]);
    this.#points = [point];
  }

  #end(stroked: boolean, matrix: Matrix): void {
    if (stroked && this.#lines.length < maxLines)
      this.#lines.push(...this.#straight.map((line) => seen(line, matrix)));
    this.#straight = [];
    this.#points = [];
  }
}

/** All marks of a page may be one path. */
const maxMarksInPath = 64;

function seen(
  [[x1, y1], [x2, y2]]: readonly [readonly [number, number], readonly [number, number]],
  [a, b, c, d, e, f]: Matrix,
): Line {
  return [a * x1 + c * y1 + e, b * x1 + d * y1 + f, a * x2 + c * y2 + e, b * x2 + d * y2 + f];
}
