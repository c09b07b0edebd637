import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { lookAtPictures } from "../../lib/storefront/look-at-pictures.ts";
import { makeSmall } from "../../lib/storefront/small-picture.ts";

const photo = "test/samples/photos/Dragonfly_by_Bolly.jpg";
const heic = "test/samples/heic/seeding_by_Clements_Engelhardt.heic";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "printcloud-small-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A picture that says it lies on its side: EXIF turns it upright. */
async function turned(path: string): Promise<void> {
  const image = sharp({ create: { width: 1200, height: 900, channels: 3, background: "#c00" } });
  await image.withMetadata({ orientation: 6 }).jpeg().toFile(path);
}

/** A small PNG whose head says that it has so many pixels a side. */
async function sayingItIs(side: number): Promise<Buffer> {
  const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  png.writeUInt32BE(side, 16);
  png.writeUInt32BE(side, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

test("a picture becomes a small one that browsers show, and its size is told as it stands upright", async () => {
  const at = await folder();
  await turned(join(at, "turned"));
  const job = [photo, heic, join(at, "turned")].map((path, place) => ({
    path,
    to: join(at, `${place}.webp`),
  }));
  const sizes = await makeSmall(job);
  expect(sizes[2]).toEqual({ width: 900, height: 1200 });
  for (const [place, { to }] of job.entries()) {
    const { format, width = 0, height = 0, space } = await sharp(to).metadata();
    const { width: large = 0, height: high = 0 } = sizes[place] ?? {};
    expect([format, Math.max(width, height), space]).toEqual([
      "webp",
      Math.min(800, Math.max(large, high)),
      "srgb",
    ]);
    expect(width / height).toBeCloseTo(large / high, 2);
    expect((await stat(to)).size).toBeLessThan(200_000);
  }
});

test("what cannot be read to its end, has too many pixels or is no picture is refused", async () => {
  const at = await folder();
  const whole = await readFile(photo);
  const bomb = await sayingItIs(16_000);
  const cases: [string, Buffer, string][] = [
    ["cut", whole.subarray(0, whole.length / 2), "damaged_file"],
    ["svg", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"), "damaged_file"],
    ["heic", (await readFile(heic)).subarray(0, 9000), "damaged_file"],
    ["bomb", bomb, "image_too_large"],
  ];
  for (const [name, bytes, code] of cases) {
    await writeFile(join(at, name), bytes);
    const job = [{ path: join(at, name), to: join(at, "out.webp") }];
    await expect(makeSmall(job), name).rejects.toMatchObject({ code });
  }
});

test("a picture that is printed on many pages is looked at once", async () => {
  const bytes = await readFile(photo);
  const read: string[] = [];
  const written: string[] = [];
  const stock = {
    read: async (key: string) => {
      read.push(key);
      return bytes;
    },
    write: async (key: string) => void written.push(key),
  };
  const of = (key: string) => ({ key, type: "image/jpeg", url: null, smallKey: null });
  const looked = await lookAtPictures({ stock, shrink: { run: makeSmall } }, ["a", "b", "a"].map(of));
  expect(read).toEqual(["a", "b"]);
  expect(written).toEqual(["a-small", "b-small"]);
  expect(looked.map(({ stock: { smallKey } }) => smallKey)).toEqual(["a-small", "b-small", "a-small"]);
});
