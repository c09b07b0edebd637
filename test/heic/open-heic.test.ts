import { expect, test } from "vitest";
import { HeicError, withHeic } from "../../lib/heic/open-heic.ts";
import { heicFile } from "./sample.ts";

test("a telephone's picture is seen upright, with its profile", () => {
  withHeic(heicFile(), ({ width, height, hasAlpha, profile, decode }) => {
    expect({ width, height, hasAlpha }).toEqual({ width: 480, height: 270, hasAlpha: false });
    expect(profile?.length).toBe(480);
    expect(profile?.readUInt32BE(0)).toBe(480);
    const pixels = decode();
    expect(pixels).toMatchObject({ width: 480, height: 270, channels: 3 });
    expect(pixels.data.length).toBe(480 * 270 * 3);
  });
});

test("pixels stay what they were when the next picture is decoded", () => {
  const first = withHeic(heicFile(), ({ decode }) => decode()).data;
  const copy = Buffer.from(first);
  withHeic(heicFile(), ({ decode }) => decode()).data.fill(0);
  expect(first.equals(copy)).toBe(true);
});

test("a file that was cut off anywhere is refused, never half a picture", () => {
  const file = heicFile();
  for (const share of [0, 0.01, 0.02, 0.04, 0.3, 0.6, 0.9, 0.99]) {
    const cut = file.subarray(0, Math.floor(file.length * share));
    expect(() => withHeic(cut, ({ decode }) => decode()), `${share}`).toThrow(HeicError);
  }
});

test("broken headers are refused or read, and nothing else happens", () => {
  for (let place = 0; place < 900; place += 7) {
    const file = heicFile();
    file[place] = 255 - (file[place] ?? 0);
    const decode = () => withHeic(file, (heic) => (heic.width * heic.height > 1e6 ? null : heic.decode()));
    try {
      decode();
    } catch (error) {
      expect(error, `byte ${place}`).toBeInstanceOf(HeicError);
    }
  }
});

test("memory is given back: forty pictures take no more than the first few", () => {
  for (let turn = 0; turn < 5; turn++) withHeic(heicFile(), ({ decode }) => decode());
  const before = process.memoryUsage().external;
  for (let turn = 0; turn < 40; turn++) withHeic(heicFile(), ({ decode }) => decode());
  expect(process.memoryUsage().external - before).toBeLessThan(20e6);
});
