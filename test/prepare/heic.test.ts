import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { measureAll } from "../../lib/prepare/measure.ts";
import { claiming, heicFile, heicPath } from "../heic/sample.ts";

const folder = mkdtempSync(join(tmpdir(), "printcloud-test-heic-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function measured(content: Buffer) {
  const path = join(folder, `file-${files++}`);
  writeFileSync(path, content);
  return measureAll({ paths: [path] });
}

function branded(brands: string): Buffer {
  const file = heicFile();
  file.write(brands, 8, "latin1");
  return file;
}

test("a HEIC picture is measured upright, so that nobody turns it twice", async () => {
  expect(await measureAll({ paths: [heicPath] })).toEqual([
    {
      type: "image/heic",
      image: { widthPx: 480, heightPx: 270, orientation: 1, channels: 3, hasAlpha: false, space: "srgb" },
      pages: null,
    },
  ]);
});

test("brands tell HEIC from AVIF and from films", async () => {
  // Brand, version, and three compatible brands.
  expect(await measured(branded("mif1\0\0\0\0mif1miafmiaf"))).toMatchObject([{ type: "image/heic" }]);
  await expect(measured(branded("isom\0\0\0\0isommp42avc1"))).rejects.toMatchObject({
    code: "unsupported_file_type",
  });
  await expect(measured(branded("avif\0\0\0\0mif1avifmiaf"))).rejects.toMatchObject({ code: "damaged_file" });
});

test("a HEIC picture that was cut off is damaged", async () => {
  await expect(measured(heicFile().subarray(0, 15_000))).rejects.toMatchObject({
    code: "damaged_file",
    blame: { pointer: "/0" },
  });
});

test("a HEIC picture that claims more pixels than can be printed is refused before it is decoded", async () => {
  const began = performance.now();
  await expect(measured(claiming(16_000, 16_000))).rejects.toMatchObject({
    code: "image_too_large",
    blame: { given: { widthPx: 16_000, heightPx: 16_000 } },
  });
  expect(performance.now() - began).toBeLessThan(2_000);
});
