import { boolIn, dictIn, entryOf, type Found, itemsOf, nameIn, numberIn } from "../pdf/entries.ts";
import { drawMask } from "./form.ts";
import { matrixFrom, times } from "./matrix.ts";
import { nameOf, numbersOf, type Operators } from "./operands.ts";
import type { Pen } from "./pen.ts";
import type { GraphicsState } from "./state.ts";
import { isName } from "./tokens.ts";

/** Graphics state and marked content, 8.4 and 14.6 of the PDF reference. */
export const stateOperators: Operators = {
  q: (pen) => pen.save(),
  Q: (pen) => pen.restore(),
  cm: (pen, operands) => pen.set({ ctm: times(matrixFrom(numbersOf(operands)), pen.state.ctm) }),
  w: (pen, operands) => pen.set({ lineWidth: Math.abs(numbersOf(operands)[0] ?? 1) }),
  gs: (pen, operands) => {
    const name = nameOf(operands);
    if (name !== undefined) applyState(pen, entryOf(entryOf(pen.resources, "ExtGState"), name));
  },
  BMC: (pen) => pen.marked.push(false),
  BDC: (pen, [tag, properties]) => {
    const isLayer = isName(tag) && tag.name === "OC" && isName(properties);
    const layers = entryOf(pen.resources, "Properties");
    pen.marked.push(isLayer ? pen.isOff(entryOf(layers, properties.name)) : false);
  },
  EMC: (pen) => pen.marked.pop(),
};

function applyState(pen: Pen, dict: Found): void {
  const changes: Partial<GraphicsState>[] = [
    ...(numberIn(entryOf(dict, "LW")) === undefined
      ? []
      : [{ lineWidth: numberIn(entryOf(dict, "LW")) ?? 1 }]),
    overprintIn(dict),
    fontIn(pen, dict),
  ];
  pen.set(Object.assign({}, ...changes));
  const mask = entryOf(dict, "SMask");
  if (mask && nameIn(mask) === undefined) drawMask(pen, mask);
}

/** OP is for strokes, and for fills too where op does not say otherwise. */
function overprintIn(dict: Found): Partial<GraphicsState> {
  const strokes = boolIn(entryOf(dict, "OP"));
  const fills = boolIn(entryOf(dict, "op")) ?? strokes;
  const mode = numberIn(entryOf(dict, "OPM"));
  return {
    ...(strokes === undefined ? {} : { overprintStroke: strokes }),
    ...(fills === undefined ? {} : { overprintFill: fills }),
    ...(mode === undefined ? {} : { overprintMode: mode }),
  };
}

function fontIn(pen: Pen, dict: Found): Partial<GraphicsState> {
  const [font, size] = itemsOf(entryOf(dict, "Font"));
  return dictIn(font) ? { text: { ...pen.state.text, font, size: numberIn(size) ?? 0 } } : {};
}
