import type { Rect, Size } from "./length.ts";

/** A straight line in mm from the top left corner of the page. */
export interface MarkLine {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
}

const shortestMm = 1.5;
const longestMm = 16;
const sameMm = 0.3;
const trimToleranceMm = 1;
/** Of the four marks each way three are enough: a slug's text may cover one. */
const marksWanted = 3;
/** A table or a map has more short lines than marks; nobody prints so many marks. */
const maxMarks = 400;

/** The trim that printed crop marks show, if there is one of the wanted size: short lines beside its four corners. */
export function trimFromMarks(lines: readonly MarkLine[], trimMm: Size): Rect | null {
  const upright = lines.filter(({ from, to }) => isMark(to[0] - from[0], to[1] - from[1]));
  const level = lines.filter(({ from, to }) => isMark(to[1] - from[1], to[0] - from[0]));
  if (upright.length > maxMarks || level.length > maxMarks) return null;
  const across = pairs(
    upright.map(({ from }) => from[0]),
    trimMm.width,
  );
  const down = pairs(
    level.map(({ from }) => from[1]),
    trimMm.height,
  );
  for (const [left, right] of across) {
    for (const [top, bottom] of down) {
      const rect = { left, top, width: right - left, height: bottom - top };
      if (isMarked(rect, upright, level)) return rect;
    }
  }
  return null;
}

function isMark(beside: number, along: number): boolean {
  const length = Math.abs(along);
  return Math.abs(beside) < 0.05 && length >= shortestMm && length <= longestMm;
}

function pairs(places: readonly number[], apart: number): [number, number][] {
  const distinct = [...places]
    .sort((a, b) => a - b)
    .filter((at, index, all) => at - (all[index - 1] ?? -1e9) > 0.05);
  return distinct.flatMap((low) =>
    distinct
      .filter((high) => Math.abs(high - low - apart) <= trimToleranceMm)
      .map((high): [number, number] => [low, high]),
  );
}

function isMarked(rect: Rect, upright: readonly MarkLine[], level: readonly MarkLine[]): boolean {
  const { left, top, width, height } = rect;
  const besides = upright.filter(
    ({ from, to }) => near(from[0], left, left + width) && isOutside([from[1], to[1]], top, top + height),
  );
  const aboves = level.filter(
    ({ from, to }) => near(from[1], top, top + height) && isOutside([from[0], to[0]], left, left + width),
  );
  return besides.length >= marksWanted && aboves.length >= marksWanted;
}

function near(at: number, low: number, high: number): boolean {
  return Math.abs(at - low) < sameMm || Math.abs(at - high) < sameMm;
}

function isOutside(ends: readonly number[], low: number, high: number): boolean {
  return Math.max(...ends) < low + sameMm || Math.min(...ends) > high - sameMm;
}
