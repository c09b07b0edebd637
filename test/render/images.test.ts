import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import type { JobSource } from "../../lib/render/job.ts";
import { run, testWith } from "../tools.ts";
import { boxesOf, drawn, inkPicture, quarters, rejection, rendered, source } from "./bench.ts";

const photos = join(import.meta.dirname, "../samples/photos");
const fourPages = { pages: { min: 2, max: 8, step: 2 } };
/** Lets pictures be small, and so quick to draw. */
const anyDpi = { dpi: { info: 3, warning: 2, error: 1 } };
const postcard = { productId: "postcard-a6", product: anyDpi };

async function photo(name: string, page: number): Promise<JobSource> {
  return source(`/images/${page}`, readFileSync(join(photos, name)));
}

async function jpeg(image: Sharp, page = 0): Promise<JobSource> {
  return source(`/images/${page}`, await image.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer());
}

function insideOf({ components }: Awaited<ReturnType<typeof rendered>>): string {
  return components.find(({ role }) => role === "inside")?.path ?? "";
}

test("every page of a photo book has its three boxes, to a hundredth of a millimetre", async () => {
  const names = readdirSync(photos).slice(0, 2);
  const sources = await Promise.all(names.map(photo));
  const cover = { kind: "parts", title: "Summer" } as const;
  const outcome = await rendered({ productId: "photobook-hardcover-a5", product: fourPages, sources, cover });
  expect(await boxesOf(insideOf(outcome))).toEqual(
    names.map(() => ({ media: [0, 0, 154, 216], bleed: [0, 0, 154, 216], trim: [3, 3, 148, 210] })),
  );
  expect(outcome.components.map(({ role, pages, bleedMm }) => [role, pages, bleedMm])).toEqual([
    ["inside", 2, 3],
    ["cover", 1, 0],
  ]);
});

testWith(
  ["pdfimages", "qpdf"],
  "pictures are printed at 300 dpi where they have as much, and never blown up",
  async () => {
    const sources = [await jpeg(quarters(3000, 4000)), await jpeg(quarters(1000, 1400), 1)];
    const path = insideOf(await rendered({ productId: "postcard-a6", sources }));
    const rows = run("pdfimages", "-list", path).toString().trim().split("\n").slice(2);
    // A6 and 3 mm of bleed are 111 x 154 mm.
    expect(rows.map((row) => row.trim().split(/\s+/).slice(3, 9))).toEqual([
      ["1311", "1819", "cmyk", "4", "8", "jpeg"],
      ["1000", "1387", "cmyk", "4", "8", "jpeg"],
    ]);
    expect(run("qpdf", "--check", path).toString()).toContain("No syntax or stream encoding errors");
  },
);

testWith(["pdftoppm"], "a photograph that was taken lying on its side stands upright", async () => {
  const upright = await quarters(420, 600).png().toBuffer();
  // Orientation 6 says: turn clockwise to see it. So what is stored was turned the other way.
  const stored = sharp(upright).rotate(-90).withMetadata({ orientation: 6 });
  const page = await drawn(insideOf(await rendered({ ...postcard, sources: [await jpeg(stored)] })));
  expect([page.at(0.1, 0.1), page.at(0.9, 0.1), page.at(0.1, 0.9), page.at(0.9, 0.9)]).toEqual([
    "red",
    "green",
    "blue",
    "yellow",
  ]);
});

testWith(["pdftoppm"], "fill crops at the centre and says how much is lost", async () => {
  const outcome = await rendered({ ...postcard, sources: [await jpeg(quarters(800, 400))] });
  const page = await drawn(insideOf(outcome));
  expect([page.at(0.02, 0.02), page.at(0.98, 0.98), page.at(0.45, 0.1), page.at(0.55, 0.1)]).toEqual([
    "red",
    "yellow",
    "red",
    "green",
  ]);
  expect(outcome.findings).toMatchObject([{ code: "cropped", page: 1, measured: 64 }]);
});

testWith(["pdftoppm"], "fit keeps the whole picture inside the trim, on white", async () => {
  const sources = [await jpeg(quarters(600, 400))];
  const outcome = await rendered({ ...postcard, sources, fit: "fit" });
  const page = await drawn(insideOf(outcome));
  expect([page.at(0.5, 0.1), page.at(0.5, 0.9), page.at(0.01, 0.5)]).toEqual(["white", "white", "white"]);
  expect([page.at(0.1, 0.4), page.at(0.9, 0.6)]).toEqual(["red", "yellow"]);
  expect(outcome.findings).toEqual([]);
});

testWith(["pdftoppm"], "stretch shows all of the picture up to the edge of the bleed", async () => {
  const sources = [await jpeg(quarters(400, 400))];
  const outcome = await rendered({ ...postcard, sources, fit: "stretch" });
  const page = await drawn(insideOf(outcome));
  expect([page.at(0, 0), page.at(1, 1), page.at(0.48, 0.48), page.at(0.52, 0.52)]).toEqual([
    "red",
    "yellow",
    "red",
    "yellow",
  ]);
  expect(outcome.findings).toEqual([]);
});

testWith(
  ["pdftoppm"],
  "a canvas wraps a picture round its bar, or keeps it whole on the face and mirrors its edges",
  async () => {
    const canvas = {
      productId: "canvas-200x200",
      product: anyDpi,
      sources: [await jpeg(quarters(400, 400))],
    };
    const wrapped = await rendered(canvas);
    expect(wrapped.components[0]).toMatchObject({ trimMm: { width: 306, height: 306 }, bleedMm: 0 });
    const whole = await drawn(insideOf(await rendered({ ...canvas, fit: "fit" })));
    // The face begins at 53 of 306 mm; beyond its far edge the picture runs back.
    expect([whole.at(0.02, 0.02), whole.at(0.98, 0.02), whole.at(0.45, 0.5), whole.at(0.55, 0.5)]).toEqual([
      "red",
      "green",
      expect.stringMatching(/red|blue/),
      expect.stringMatching(/green|yellow/),
    ]);
    const lying = await drawn(
      insideOf(await rendered({ ...canvas, sources: [await jpeg(quarters(400, 200))], fit: "fit" })),
    );
    expect([lying.at(0.5, 0.1), lying.at(0.02, 0.4), lying.at(0.98, 0.6)]).toEqual([
      "white",
      "red",
      "yellow",
    ]);
  },
);

testWith(["pdftoppm"], "a self-cover is padded before its last page, which stays the back", async () => {
  const one = await jpeg(quarters(200, 200));
  const sources = [0, 1, 2, 3, 4].map((page) => ({ ...one, pointer: `/images/${page}` }));
  const product = { ...anyDpi, pages: { min: 4, max: 16, step: 4 } };
  const outcome = await rendered({ productId: "magazine-square-210", product, sources });
  expect(outcome.findings).toMatchObject([{ code: "pages_padded", page: 5, measured: 5, wanted: 8 }]);
  const colours = [4, 5, 6, 7, 8].map(async (page) =>
    (await drawn(insideOf(outcome), page, 18)).at(0.2, 0.2),
  );
  expect(await Promise.all(colours)).toEqual(["red", "white", "white", "white", "red"]);
});

testWith(["pdftoppm"], "transparent, grey, 16 bit and CMYK pictures print as they look", async () => {
  const invisible = { r: 224, g: 0, b: 0, alpha: 0 };
  const clear = sharp({ create: { width: 300, height: 400, channels: 4, background: invisible } }).png();
  const grey = quarters(300, 400).toColourspace("b-w").jpeg();
  const deep = quarters(300, 400).toColourspace("rgb16").png();
  const inks = quarters(300, 400).toColourspace("cmyk").jpeg();
  const look = async (image: Sharp) => {
    const picture = await source("/images/0", await image.toBuffer());
    const product = { dpi: { info: 3, warning: 2, error: 1 } };
    const page = await drawn(
      insideOf(await rendered({ productId: "postcard-a6", product, sources: [picture] })),
    );
    return page.pixel(20, 20);
  };
  expect(await look(clear)).toEqual([255, 255, 255]);
  const [r, g, b] = await look(grey);
  expect([r, Math.abs(r - g) < 3, Math.abs(g - b) < 3]).toEqual([expect.closeTo(115, -2), true, true]);
  expect((await look(deep))[0]).toBeGreaterThan(215);
  const [cyan, magenta, paper] = await look(inks);
  expect([cyan > 190, magenta < 80, paper < 80]).toEqual([true, true, true]);
});

test("too few pixels for a product are refused before anything is drawn, with both numbers", async () => {
  const sources = [await jpeg(quarters(2600, 2600)), await jpeg(quarters(400, 400), 1)];
  const error = await rejection({ productId: "magazine-square-210", product: fourPages, sources });
  expect(error.code).toBe("resolution_too_low");
  expect(error.blame).toEqual({ pointer: "/images/1", given: 47, wanted: 150 });
});

test("an order that accepts low resolution is printed, and warned of it", async () => {
  const sources = [await jpeg(quarters(400, 400))];
  const { findings } = await rendered({ productId: "postcard-a6", sources, acceptLowResolution: true });
  expect(findings).toContainEqual({
    ...{ code: "low_resolution", severity: "warning", page: 1, measured: 66, wanted: 300 },
    fixed: "printed nevertheless: the order accepts low resolution",
  });
});

/** Four inks at full strength, as no press takes them. */
const flooded = () => inkPicture(Buffer.alloc(300 * 400 * 4, 255), { width: 300, height: 400 });

test("inks of somebody else's beyond the limit are held to it, and that is said", async () => {
  const bytes = await flooded().toBuffer();
  const { findings } = await rendered({ ...postcard, sources: [await source("/images/0", bytes)] });
  expect(findings).toContainEqual(
    expect.objectContaining({
      code: "ink_limited",
      severity: "warning",
      page: 1,
      measured: 100,
      wanted: 300,
    }),
  );
  const own = await rendered({ ...postcard, sources: [await jpeg(quarters(300, 400))] });
  expect(own.findings.map(({ code }) => code)).not.toContain("ink_limited");
});

test("a picture that ends too early is the order's fault, and which one is said", async () => {
  const whole = await quarters(300, 400).jpeg().toBuffer();
  const good = await source("/images/0", whole);
  const cut = {
    ...good,
    ...(await source("/images/1", whole.subarray(0, whole.length / 2))),
    measured: good.measured,
  };
  const error = await rejection({ ...postcard, sources: [good, cut] });
  expect([error.code, error.blame.pointer]).toEqual(["damaged_file", "/images/1"]);
});

test("the same job gives the same bytes", async () => {
  const sources = [await jpeg(quarters(300, 400)), await jpeg(quarters(400, 300), 1)];
  const cover = { kind: "parts", title: "Zomer", spineText: "Zomer", background: "#204060" } as const;
  const job = {
    productId: "softcover-a5",
    product: { ...fourPages, ...anyDpi },
    sources,
    cover,
  };
  const [one, other] = [await rendered(job), await rendered(job)];
  const hashes = ({ components }: typeof one) => components.map(({ parts, bytes }) => [parts, bytes]);
  expect(hashes(one)).toEqual(hashes(other));
});

test("previews show the page after cutting, 1200 pixels long", async () => {
  const outcome = await rendered({ ...postcard, sources: [await jpeg(quarters(300, 400))] });
  const sizes = outcome.previews.map(async ({ path }) => {
    const { width, height, format } = await sharp(path).metadata();
    return [width, height, format];
  });
  expect(await Promise.all(sizes)).toEqual([[851, 1200, "webp"]]);
});

test("their twins show the page before cutting, with its lines over the same picture", async () => {
  const sources = [await jpeg(quarters(300, 400)), await jpeg(quarters(1300, 1800))];
  const { previews } = await rendered({ ...postcard, sources });
  const [coarse, fine] = await Promise.all(
    previews.map(({ annotated }) => sharp(annotated).raw().toBuffer({ resolveWithObject: true })),
  );
  expect([fine?.info.width, fine?.info.height]).toEqual([900, 1249]);
  const at = (seen: typeof fine, x: number, y: number) => [
    ...(seen?.data.subarray((y * (seen?.info.width ?? 0) + x) * 3).subarray(0, 3) ?? []),
  ];
  // 3 mm of bleed are 24 pixels here: there the line of the trim is green on whatever is printed.
  const [red = 0, green = 0] = at(fine, 450, 24);
  expect(green - red).toBeGreaterThan(90);
  // What the coarse one says in its corner is not said of the fine one.
  expect(at(coarse, 70, 60)).not.toEqual(at(fine, 70, 60));
});

test("a source that is missing is our fault, not the order's", async () => {
  const lost = { ...(await jpeg(quarters(300, 400))), path: "/nowhere/at-all" };
  await expect(rendered({ ...postcard, sources: [lost] })).rejects.not.toMatchObject({
    name: "Rejected",
  });
});
