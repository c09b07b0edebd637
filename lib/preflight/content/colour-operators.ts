import { PDFName } from "pdf-lib";
import { entryOf } from "../pdf/entries.ts";
import { colourSpaceIn, deviceSpace, type Family, initialValues } from "./colour-space.ts";
import { nameOf, numbersOf, type Operators } from "./operands.ts";
import type { Pen } from "./pen.ts";
import { paintOf } from "./state.ts";
import type { Operand } from "./tokens.ts";

type Target = "fill" | "stroke";

/** Colour, 8.6 of the PDF reference. */
export const colourOperators: Operators = {
  g: (pen, operands) => device(pen, operands, ["fill", "DeviceGray"]),
  G: (pen, operands) => device(pen, operands, ["stroke", "DeviceGray"]),
  rg: (pen, operands) => device(pen, operands, ["fill", "DeviceRGB"]),
  RG: (pen, operands) => device(pen, operands, ["stroke", "DeviceRGB"]),
  k: (pen, operands) => device(pen, operands, ["fill", "DeviceCMYK"]),
  K: (pen, operands) => device(pen, operands, ["stroke", "DeviceCMYK"]),
  cs: (pen, operands) => choose(pen, operands, "fill"),
  CS: (pen, operands) => choose(pen, operands, "stroke"),
  sc: (pen, operands) => colour(pen, operands, "fill"),
  SC: (pen, operands) => colour(pen, operands, "stroke"),
  scn: (pen, operands) => colour(pen, operands, "fill"),
  SCN: (pen, operands) => colour(pen, operands, "stroke"),
};

function device(pen: Pen, operands: readonly Operand[], [target, family]: readonly [Target, Family]): void {
  pen.set({ [target]: paintOf(deviceSpace(family, pen.resources), numbersOf(operands)) });
}

function choose(pen: Pen, operands: readonly Operand[], target: Target): void {
  const name = nameOf(operands);
  const space = name === undefined ? undefined : colourSpaceIn(PDFName.of(name), pen.resources);
  if (space) pen.set({ [target]: paintOf(space, initialValues(space)) });
}

function colour(pen: Pen, operands: readonly Operand[], target: Target): void {
  const { space } = pen.state[target];
  const name = nameOf(operands);
  const pattern = name === undefined ? undefined : entryOf(entryOf(pen.resources, "Pattern"), name);
  pen.set({ [target]: paintOf(space, numbersOf(operands), pattern) });
}
