import { type Box, type Matrix, overlap } from "./matrix.ts";

const empty: Box = [
  Number.POSITIVE_INFINITY,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

/** The box around the path that is being built. Curves count with their control points: a little too large. */
export class Outline {
  #box: Box = empty;
  #clips = false;

  add([a, b, c, d, e, f]: Matrix, x: number, y: number): void {
    const px = a * x + c * y + e;
    const py = b * x + d * y + f;
    const [left, bottom, right, top] = this.#box;
    this.#box = [Math.min(left, px), Math.min(bottom, py), Math.max(right, px), Math.max(top, py)];
  }

  get box(): Box {
    return this.#box;
  }

  get isEmpty(): boolean {
    return this.#box === empty;
  }

  /** The path will clip once it has been painted. */
  clip(): void {
    this.#clips = true;
  }

  /** Ends the path; answers the clip that holds from now on. */
  end(clip: Box): Box {
    const next = this.#clips ? overlap(clip, this.#box) : clip;
    this.#box = empty;
    this.#clips = false;
    return next;
  }
}
