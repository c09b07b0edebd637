import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { checkFile } from "../../lib/preflight/check-file.ts";
import type { OverlayWish } from "../../lib/preflight/check-job.ts";
import { Kit } from "./kit.ts";

type Colour = (channels: readonly number[]) => boolean;

const steps = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
const around = steps.flatMap((dx) => steps.map((dy) => [dx, dy] as const));

/** Draws a page with a hairline at 100, 300 to 200, 300 and answers how red, green and orange places of it are. */
async function drawn(entries: Parameters<Kit["set"]>[0], foldsMm: OverlayWish["foldsMm"] = []) {
  const folder = mkdtempSync(join(tmpdir(), "printcloud-overlay-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const kit = await Kit.start();
  kit.set(entries);
  kit.draw("0 0 0 0.1 K 0.1 w 100 300 m 200 300 l S");
  const path = join(folder, "in.pdf");
  writeFileSync(path, await kit.bytes());
  const overlay = { folder, safeMm: 5, notes: [], foldsMm };
  const { overlays, report } = await checkFile({ path, standard: "gwg2015-sheetfed", overlay });
  const { data, info } = await sharp(overlays[0]?.path ?? "")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const size = { width: info.width, height: info.height };
  const channelsAt = (x: number, y: number): readonly number[] => [
    ...data.subarray((y * size.width + x) * info.channels).subarray(0, 3),
  ];
  /** Whether a colour is within 4 pixels of a place given in shares of the picture. */
  const has = (is: Colour, x: number, y: number): boolean => {
    const [px, py] = [Math.round(x * size.width), Math.round(y * size.height)];
    return around.some(([dx, dy]) => is(channelsAt(px + dx, py + dy)));
  };
  return { has, size, count: overlays.length, codes: report.findings.map(({ code }) => code) };
}

const red: Colour = ([r = 0, g = 0, b = 0]) => r > 180 && g < 80 && b < 90;
const green: Colour = ([r = 0, g = 0, b = 0]) => g > 130 && r < 90 && b < 120;
const grey: Colour = ([r = 0, g = 0, b = 0]) =>
  r > 90 && r < 170 && Math.abs(r - g) < 12 && Math.abs(r - b) < 12;
const orange: Colour = ([r = 0, g = 0, b = 0]) => r > 200 && g > 100 && g < 160 && b < 60;

test("a drawing shows the trim, the safe area and the place of a finding", async () => {
  const { has, size, count, codes } = await drawn({});
  expect([count, codes]).toEqual([2, ["gwg_hairline"]]);
  expect([size.width, size.height]).toEqual([1050, 1400]);
  expect(has(red, 100 / 300, 1 - 300 / 400)).toBe(true);
  expect(has(red, 100 / 300, 1 - 200 / 400)).toBe(false);
  expect(has(green, 8.5 / 300, 0.6)).toBe(true);
  // 5 mm are 14.17 points: a dashed line, so somewhere along it.
  expect([0.5, 0.505, 0.51, 0.515].some((y) => has(orange, (8.5 + 14.17) / 300, y))).toBe(true);
});

test("a drawing shows where it is folded, from the corner of the trim", async () => {
  // Beside the other lines of this page; 60 mm are 170.08 points.
  const folded = await drawn({}, [{ left: 60, top: 60, width: 30, height: 50 }]);
  const plain = await drawn({});
  const [x, y] = [(8.5 + 170.08) / 300, (8.5 + 170.08) / 400];
  const along = Array.from({ length: 12 }, (_, at) => 0.03 + at * 0.004);
  for (const [{ has }, seen] of [
    [folded, true],
    [plain, false],
  ] as const) {
    expect(along.some((by) => has(grey, x, y + by))).toBe(seen);
    expect(along.some((by) => has(grey, x + by, y))).toBe(seen);
  }
});

test("places are right on pages that are turned or cropped", async () => {
  const turned = await drawn({ Rotate: 90 });
  expect([turned.size.width, turned.size.height]).toEqual([1400, 1050]);
  // Turned clockwise, the left edge is above and the lower edge left.
  expect(turned.has(red, 300 / 400, 100 / 300)).toBe(true);
  expect(turned.has(green, 0.6, 8.5 / 300)).toBe(true);
  const cropped = await drawn({ CropBox: [50, 50, 250, 350] });
  expect(cropped.has(red, 50 / 200, 50 / 300)).toBe(true);
});
