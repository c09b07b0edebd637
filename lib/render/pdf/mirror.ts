import { type Box, number } from "./boxes.ts";

/**
 * How far strips reach under the page: abutting clips leave a hairline of white where they are smoothed, as wide as a
 * pixel. 1 pt is one at 72 dpi, and less than any knife keeps to.
 */
const overlapPt = 1;

/** One way a page is repeated: as it is, or mirrored at its low or high edge. */
interface Fold {
  readonly from: number;
  readonly to: number;
  readonly scale: 1 | -1;
  readonly shift: number;
}

/** Operators that draw the form `name`, which fills `trim`, nine times: mirrored strips first, the page on top. */
export function drawMirrored(
  name: string,
  place: string,
  { bleed, trim }: { bleed: Box; trim: Box },
): string {
  const across = folds([bleed[0], bleed[2]], [trim[0], trim[2]]);
  const down = folds([bleed[1], bleed[3]], [trim[1], trim[3]]);
  const tiles = across.flatMap((x) =>
    down.map((y) => ({ x, y, folds: Number(x.scale < 0) + Number(y.scale < 0) })),
  );
  return tiles
    .sort((one, other) => other.folds - one.folds)
    .map(({ x, y }) => {
      const clip = [x.from, y.from, x.to - x.from, y.to - y.from].map(number).join(" ");
      const flip = [x.scale, 0, 0, y.scale, x.shift, y.shift].map(number).join(" ");
      return `q ${clip} re W n ${flip} cm ${place} cm /${name} Do Q`;
    })
    .join("\n");
}

/** Along one axis: the strip before the trim, the trim, the strip behind it. Folded half an overlap inside the edge. */
function folds([start, end]: readonly [number, number], [low, high]: readonly [number, number]): Fold[] {
  return [
    { from: start, to: low + overlapPt, scale: -1, shift: 2 * low + overlapPt },
    { from: low, to: high, scale: 1, shift: 0 },
    { from: high - overlapPt, to: end, scale: -1, shift: 2 * high - overlapPt },
  ];
}
