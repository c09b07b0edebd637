import type { Pen } from "./pen.ts";
import { isName, type Operand } from "./tokens.ts";

/** All numbers among the operands. */
export function numbersOf(operands: readonly Operand[]): number[] {
  return operands.filter((operand) => typeof operand === "number");
}

/** The last name among the operands. */
export function nameOf(operands: readonly Operand[]): string | undefined {
  const last = operands.findLast(isName);
  return last && isName(last) ? last.name : undefined;
}

/** The last string among the operands. */
export function bytesOf(operands: readonly Operand[]): Uint8Array {
  return operands.findLast((operand) => operand instanceof Uint8Array) ?? new Uint8Array();
}

/** What one operator does to the pen. */
export type Operators = Readonly<Record<string, (pen: Pen, operands: readonly Operand[]) => void>>;
