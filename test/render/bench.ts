import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PDFDocument } from "pdf-lib";
import sharp, { type Sharp } from "sharp";
import { onTestFinished } from "vitest";
import { capabilityOf, fileProfileOf } from "../../lib/catalogue/capability.ts";
import { facilities } from "../../lib/catalogue/facilities.ts";
import { productOf } from "../../lib/catalogue/products.ts";
import { Rejected } from "../../lib/order/errors.ts";
import type { Product } from "../../lib/order/product.ts";
import type { Size } from "../../lib/paper/length.ts";
import { renderItem } from "../../lib/render/engine.ts";
import { type Job, Job as JobSchema, type JobSource, type Outcome } from "../../lib/render/job.ts";
import { run } from "../tools.ts";

/** A folder that goes when the test is over. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "printcloud-render-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Raw inks, four bytes a pixel, as a picture of which no profile has made anything. */
export function inkPicture(inks: Buffer, px: Size): Sharp {
  const raw = (channels: 1 | 3) => ({ raw: { ...px, channels } });
  const colours = inks.filter((_, at) => at % 4 !== 3);
  const black = Buffer.from(inks.filter((_, at) => at % 4 === 3));
  return sharp(colours, raw(3)).joinChannel(black, raw(1)).toColourspace("cmyk").jpeg();
}

/** A job for a product as a facility makes it; `product` changes the catalogue's entry, to keep tests small. */
export interface JobWish {
  readonly productId: string;
  readonly sources: readonly JobSource[];
  readonly product?: Partial<Product>;
  readonly facilityId?: string;
  readonly fit?: Job["fit"];
  readonly cover?: Job["cover"];
  readonly options?: Job["options"];
  readonly acceptLowResolution?: boolean;
}

export function jobOf(wish: JobWish): Job {
  const listed = productOf(wish.productId);
  const facility = facilities.find(({ id }) => id === (wish.facilityId ?? "test-amsterdam"));
  const capability = listed && facility && capabilityOf(facility, listed);
  const fileProfile = capability && fileProfileOf(facility, capability);
  if (!fileProfile) throw new Error(`nobody makes ${wish.productId}`);
  return JobSchema.parse({
    product: { ...listed, ...wish.product },
    paper: capability.paper,
    fileProfile,
    fit: wish.fit ?? "fill",
    title: "Zomer & Ærø",
    spec: "5".repeat(64),
    inside: "5".repeat(64),
    sources: wish.sources,
    cover: wish.cover ?? { kind: "none" },
    options: wish.options,
    acceptLowResolution: wish.acceptLowResolution,
    outFolder: freshFolder(),
    date: "2026-11-21T11:34:00.000Z",
  });
}

export function rendered(wish: JobWish): Promise<Outcome> {
  return renderItem(jobOf(wish));
}

/** What a job was rejected with. */
export async function rejection(wish: JobWish): Promise<Rejected> {
  const error = await rendered(wish).catch((reason: unknown) => reason);
  if (error instanceof Rejected) return error;
  throw new Error("it was not rejected", { cause: error });
}

/** A source as prepare leaves it: a file, measured. */
export async function source(pointer: string, bytes: Uint8Array, type = "image/jpeg"): Promise<JobSource> {
  const path = join(freshFolder(), "source");
  writeFileSync(path, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const common = { pointer, sha256, bytes: bytes.length };
  if (type === "application/pdf") return pdfSource(path, common);
  const { width = 1, height = 1, orientation = 1, ...found } = await sharp(bytes).metadata();
  const image = {
    widthPx: width,
    heightPx: height,
    orientation,
    channels: found.channels,
    hasAlpha: found.hasAlpha,
    space: found.space,
  };
  return { pointer, path, measured: { ...common, type: "image/jpeg", image, pages: null } };
}

function pdfSource(path: string, common: { pointer: string; sha256: string; bytes: number }): JobSource {
  const pages = [{ mediaMm: { width: 210, height: 297 }, trimMm: null, rotate: 0 }];
  return {
    pointer: common.pointer,
    path,
    measured: { ...common, type: "application/pdf", image: null, pages },
  };
}

export const red = "#e00000";
export const green = "#00a000";
export const blue = "#0000d0";
export const yellow = "#f0e000";

/** A picture of four quarters: red and green above, blue and yellow below. */
export function quarters(width: number, height: number): Sharp {
  const w = Math.floor(width / 2);
  const h = Math.floor(height / 2);
  const tile = (background: string, left: number, top: number) => ({
    input: { create: { width: w, height: h, channels: 3 as const, background } },
    left,
    top,
  });
  const tiles = [tile(green, w, 0), tile(blue, 0, h), tile(yellow, w, h)];
  return sharp({ create: { width: 2 * w, height: 2 * h, channels: 3, background: red } }).composite(tiles);
}

/** Pages of a finished document as another program draws them, with a look at single spots. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  /** Colour at shares of width and height from the top left, e.g. `at(0.5, 0.5)` in the middle. */
  at(x: number, y: number): string;
  /** Red, green and blue of one pixel. */
  pixel(x: number, y: number): readonly [number, number, number];
}

/** What inks look like on the press that test files are made for. */
export const pressProfile = join(import.meta.dirname, "../../lib/render/icc/ISOcoated_v2_300_bas.icc");

export async function drawn(path: string, page = 1, dpi = 72): Promise<Drawn> {
  const pages = ["-f", String(page), "-l", String(page), "-defaultcmykprofile", pressProfile];
  const png = run("pdftoppm", "-png", "-r", String(dpi), ...pages, path);
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number): readonly [number, number, number] => {
    const at = (y * info.width + x) * info.channels;
    return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
  };
  const at = (x: number, y: number) =>
    nameOf(pixel(Math.round(x * (info.width - 1)), Math.round(y * (info.height - 1))));
  return { width: info.width, height: info.height, at, pixel };
}

const named = { red, green, blue, yellow, white: "#ffffff", black: "#000000" };

/** The nearest of the colours tests paint with, if it is near: inks do not reach the brightest of them. */
function nameOf([r, g, b]: readonly [number, number, number]): string {
  const distances = Object.entries(named).map(([name, hex]) => {
    const [hr = 0, hg = 0, hb = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    return { name, distance: Math.max(Math.abs(r - hr), Math.abs(g - hg), Math.abs(b - hb)) };
  });
  const [nearest] = distances.toSorted((one, other) => one.distance - other.distance);
  return nearest && nearest.distance < 80 ? nearest.name : `${r},${g},${b}`;
}

export interface Boxes {
  readonly media: number[];
  readonly bleed: number[];
  readonly trim: number[];
}

/** The boxes of every page in mm: left, bottom, width, height. */
export async function boxesOf(path: string): Promise<Boxes[]> {
  const pdf = await PDFDocument.load(readFileSync(path), { updateMetadata: false });
  const inMm = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
    [x, y, width, height].map((pt) => Math.round((pt * 25.4 * 1000) / 72) / 1000);
  return pdf.getPages().map((page) => ({
    media: inMm(page.getMediaBox()),
    bleed: inMm(page.getBleedBox()),
    trim: inMm(page.getTrimBox()),
  }));
}
