import type { Preview, Product } from "../calls/answers.ts";

/** One side of a leaf. */
export type Side =
  | { readonly kind: "page"; readonly page: number; readonly url: string | null }
  | { readonly kind: "cover" }
  | { readonly kind: "back" }
  | { readonly kind: "paper" }
  | { readonly kind: "rest"; readonly count: number };

/** Front and back. */
export type Leaf = readonly [front: Side, back: Side];

/** Bindings that open like a book; all others are looked at one picture at a time. */
const bound = ["perfect_bound", "saddle_stitch", "case", "layflat", "wire_o"];

export function turnsLikeABook({ binding, edge }: Pick<Product, "binding" | "edge">): boolean {
  return bound.includes(binding) && edge !== "top";
}

/**
 * The leaves of a book of so many pages, of which the first have previews. A separate cover is the first and the last
 * leaf; what is not drawn is one leaf that says how much it is.
 */
export function leavesOf(previews: readonly Preview[], pages: number, cover: Product["cover"]): Leaf[] {
  const known = new Map(previews.map(({ page, url }) => [page, url]));
  const drawn = Math.min(pages, Math.max(2, ...known.keys()));
  const even = drawn - (drawn % 2);
  const inside = Array.from({ length: even }, (_, at) => pageSide(at + 1, known));
  const rest: Side[] = pages > even ? [{ kind: "rest", count: pages - even }, { kind: "paper" }] : [];
  const sides: Side[] = [...inside, ...rest];
  const all: Side[] =
    cover === "separate"
      ? [{ kind: "cover" }, { kind: "paper" }, ...sides, { kind: "paper" }, { kind: "back" }]
      : sides;
  return pairs(all);
}

function pageSide(page: number, known: ReadonlyMap<number, string>): Side {
  return { kind: "page", page, url: known.get(page) ?? null };
}

function pairs(sides: readonly Side[]): Leaf[] {
  const leaves: Leaf[] = [];
  for (let at = 0; at < sides.length; at += 2) {
    leaves.push([sides[at] ?? { kind: "paper" }, sides[at + 1] ?? { kind: "paper" }]);
  }
  return leaves;
}
