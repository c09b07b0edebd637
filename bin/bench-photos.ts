import { link, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

/** The same photographs twice: as cameras give them, and as somebody prepared them for print. */
export interface Photos {
  readonly large: readonly string[];
  readonly fitting: readonly string[];
}

const samples = join(import.meta.dirname, "../test/samples/photos");

/**
 * Enough photographs for a book: the samples at 12 to 24 megapixels, two in five of them progressive, two in three
 * with an sRGB profile, as merchants send them; and at exactly the page's pixels.
 */
export async function photographs(folder: string, pages: number): Promise<Photos> {
  const names = (await readdir(samples)).filter((name) => name.endsWith(".jpg")).sort();
  const made: [string, string][] = [];
  for (const [index, name] of names.slice(0, pages).entries()) made.push(await pair(folder, name, index));
  const repeated = Array.from({ length: pages }, async (_, page) => {
    const [large = "", fitting = ""] = made[page % made.length] ?? [];
    return { large: await copy(large, page), fitting: await copy(fitting, page) };
  });
  const all = await Promise.all(repeated);
  await measure(folder, [...all.map(({ large }) => large), ...all.map(({ fitting }) => fitting)]);
  return { large: all.map(({ large }) => large), fitting: all.map(({ fitting }) => fitting) };
}

/** What prepare knows of each picture before it is rendered. */
async function measure(folder: string, paths: readonly string[]): Promise<void> {
  const sizes = paths.map(async (path) => {
    const { width, height } = await sharp(path).metadata();
    return [path, { width, height, bytes: (await stat(path)).size }];
  });
  const measured = Object.fromEntries(await Promise.all(sizes));
  await writeFile(join(folder, "photos", "measured.json"), JSON.stringify(measured));
}

async function pair(folder: string, name: string, index: number): Promise<[string, string]> {
  await mkdir(join(folder, "photos"), { recursive: true });
  const megapixels = 12 + (index % 5) * 3;
  const { width = 1, height = 1 } = await sharp(join(samples, name)).metadata();
  const scale = Math.sqrt((megapixels * 1e6) / (width * height));
  const photo = sharp(join(samples, name)).resize({ width: Math.round(width * scale) });
  const profiled = index % 3 === 0 ? photo : photo.withIccProfile("srgb");
  const large = join(folder, "photos", `${index}-large.jpg`);
  await writeFile(large, await profiled.jpeg({ quality: 92, progressive: index % 5 < 2 }).toBuffer());
  const fitting = join(folder, "photos", `${index}-fitting.jpg`);
  const cropped = sharp(large).resize({ width: 2622, height: 2622, fit: "cover" });
  await writeFile(fitting, await cropped.jpeg({ quality: 88 }).toBuffer());
  return [large, fitting];
}

/** A name of its own for each page: programs keep what they read by name. */
async function copy(path: string, page: number): Promise<string> {
  const name = path.replace(/\d+-(\w+)\.jpg$/, `page-$1-${String(page).padStart(3, "0")}.jpg`);
  await link(path, name);
  return name;
}
