import { PDFArray } from "pdf-lib";
import { decoded } from "../pdf/decode.ts";
import { entryOf, type Found, itemsOf, streamIn } from "../pdf/entries.ts";
import type { Budget } from "./budget.ts";
import { colourOperators } from "./colour-operators.ts";
import { tellGroup } from "./form.ts";
import type { Box } from "./matrix.ts";
import { objectOperators } from "./object-operators.ts";
import type { Operators } from "./operands.ts";
import { pathOperators } from "./path-operators.ts";
import { type Desk, Pen } from "./pen.ts";
import { initialState } from "./state.ts";
import { stateOperators } from "./state-operators.ts";
import { textOperators } from "./text-operators.ts";
import { Tokens } from "./tokens.ts";

/** A page to read: boxes in points, UserUnit folded in. */
export interface ReadablePage {
  readonly number: number;
  readonly node: Found;
  readonly resources: Found;
  readonly unit: number;
  /** What of the page is printed at most. */
  readonly clip: Box;
}

const operators: Operators = {
  ...stateOperators,
  ...pathOperators,
  ...colourOperators,
  ...textOperators,
  ...objectOperators,
};
const known = new Map(Object.entries(operators));

/** Draws a page in thought and tells each mark. Throws WorkLimit, and plain errors for content that cannot be read. */
export function readPage(desk: Desk, { number, node, resources, unit, clip }: ReadablePage): void {
  const state = initialState([unit, 0, 0, unit, 0, 0], clip);
  const pen = new Pen(desk, number, { state, resources, run });
  tellGroup(pen, entryOf(node, "Group"), clip);
  run(pen, contentOf(entryOf(node, "Contents"), desk.budget));
}

function run(pen: Pen, bytes: Uint8Array): void {
  const tokens = new Tokens(bytes);
  const { budget } = pen.desk;
  for (let next = tokens.next(); next; next = tokens.next()) {
    budget.instruction();
    known.get(next.operator)?.(pen, next.operands);
  }
}

/** The parts of a page's content are read as one, with a blank between them. */
function contentOf(contents: Found, budget: Budget): Uint8Array {
  const parts = (contents instanceof PDFArray ? itemsOf(contents) : [contents]).flatMap((part) => {
    const stream = streamIn(part);
    if (!stream) return [];
    const bytes = decoded(stream, budget.bytesLeft);
    budget.content(bytes.length);
    return [bytes, Buffer.from("\n")];
  });
  return Buffer.concat(parts);
}
