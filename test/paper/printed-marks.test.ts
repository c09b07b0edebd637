import { expect, test } from "vitest";
import { type MarkLine, trimFromMarks } from "../../lib/paper/printed-marks.ts";

const a6 = { width: 105, height: 148 };

/** Crop marks of 5 mm, 3 mm away from a trim whose top left corner is at 20, 30. */
function marks(count = 4): MarkLine[] {
  const upright = [20, 125].flatMap((x): MarkLine[] => [
    { from: [x, 22], to: [x, 27] },
    { from: [x, 181], to: [x, 186] },
  ]);
  const level = [30, 178].flatMap((y): MarkLine[] => [
    { from: [12, y], to: [17, y] },
    { from: [128, y], to: [133, y] },
  ]);
  return [...upright.slice(0, count), ...level.slice(0, count)];
}

test("short lines beside four corners show the trim, and three each way are enough", () => {
  const trim = { left: 20, top: 30, width: 105, height: 148 };
  expect(trimFromMarks(marks(), a6)).toEqual(trim);
  expect(trimFromMarks(marks(3), a6)).toEqual(trim);
});

test("two marks each way, or marks of another size, show nothing", () => {
  expect(trimFromMarks(marks(2), a6)).toBeNull();
  expect(trimFromMarks(marks(), { width: 148, height: 210 })).toBeNull();
});

test("lines within the page are no marks, however well they are placed", () => {
  const inside = [20, 125].flatMap((x): MarkLine[] => [
    { from: [x, 60], to: [x, 65] },
    { from: [x, 100], to: [x, 105] },
  ]);
  expect(trimFromMarks([...inside, ...marks().slice(4)], a6)).toBeNull();
});
