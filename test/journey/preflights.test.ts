import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Code } from "../../lib/order/errors.ts";
import { PreflightView } from "../../lib/order/preflight-view.ts";
import { Behind } from "./behind.ts";
import { Caller, eventually, problemOf } from "./calls.ts";
import { lockedPdf, pdf } from "./files.ts";
import { enrol } from "./onboarding.ts";
import { openSources, type Sources } from "./sources.ts";
import { type Started, started } from "./started.ts";

let cloud: Started;
let merchant: Caller;
let sources: Sources;
let behind: Behind;
const essay = new URL("../samples/engraving-essay.pdf", import.meta.url).pathname;

beforeAll(async () => {
  sources = await openSources({
    "/essay.pdf": await readFile(essay),
    "/locked.pdf": await lockedPdf(),
    "/three.pdf": await pdf(3, 210, 297),
    // Its page tree is its own child.
    "/loop.pdf": Buffer.from(
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 8>>endobj\n" +
        "trailer<</Root 1 0 R>>\n%%EOF\n",
    ),
    "/text.pdf": Buffer.from("Dear printer, this is my magazine.\n".repeat(40)),
  });
  cloud = await started();
  merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  behind = new Behind(cloud);
});

afterAll(async () => {
  await sources?.close();
  await cloud?.close();
});

test("an uploaded file is looked at as a product: what would be printed, what is wrong with it, and where", async () => {
  const page = new Caller(cloud.api, cloud.keyOf("pk_test_"));
  const fileId = await cloud.merchant.upload(essay, "application/pdf");
  const begun = await begin(page, { file: { fileId }, productId: "magazine-a4" });
  expect(begun).toMatchObject({ state: "waiting", facilityId: "test-amsterdam", verdict: null, error: null });
  const report = await ended(begun.id, page);
  expect(report).toMatchObject({ state: "done", verdict: "warnings", pages: 40, error: null });
  expect(report.findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: "low_resolution", severity: "warning", page: 7, standard: null }),
      expect.objectContaining({ code: "bleed_made", fixed: expect.stringMatching(/mirrored/) }),
      expect.objectContaining({ code: "gwg_grey_text", severity: "warning", standard: "gwg2015-sheetfed" }),
    ]),
  );
  // What is printed is PDF/X-4.
  expect(report.findings.filter(({ standard }) => standard === "pdfx4")).toEqual([]);
  expect(report.pictures.find(({ page: at }) => at === 7)).toMatchObject({ dpi: expect.closeTo(84, -1) });
  const [inside, ...more] = report.files;
  expect(more).toEqual([]);
  const printed = Buffer.from(await (await fetch(inside?.url ?? "")).arrayBuffer());
  expect(printed.subarray(0, 8).toString()).toBe("%PDF-1.6");
  await looksDrawnOver(report, 7, [isGreen, isAmber]);
  await looksClean(report, 7);
  expect(await behind.objects("Files", "test/")).toEqual([]);
});

test("a picture is looked at as a page, with the resolution it has there", async () => {
  const photo = new URL("../samples/photos/Dragonfly_by_Bolly.jpg", import.meta.url).pathname;
  const fileId = await cloud.merchant.upload(photo, "image/jpeg");
  const { id } = await begin(merchant, {
    file: { fileId },
    productId: "postcard-a6",
    fit: "fit",
    acceptLowResolution: true,
  });
  const report = await ended(id);
  expect(report).toMatchObject({
    state: "done",
    error: null,
    pages: 1,
    fit: "fit",
    acceptLowResolution: true,
  });
  const { width = 0 } = await sharp(photo).metadata();
  const [placed] = report.pictures;
  // More than the 300 dpi that are printed.
  expect(placed?.dpi).toBeCloseTo((width / (placed?.widthMm ?? 1)) * 25.4, -1);
  expect(placed?.dpi).toBeGreaterThan(300);
  await looksDrawnOver(report, 1, [isGreen]);
});

test("a file is held against a standard as it is, and a key makes no second one", async () => {
  const body = { file: { url: `${sources.origin}/essay.pdf` }, standard: "pdfx4" };
  const key = { "idempotency-key": "once" };
  const [first, second] = [await begin(merchant, body, key), await begin(merchant, body, key)];
  expect(second.id).toBe(first.id);
  const report = await ended(first.id);
  expect(report).toMatchObject({ state: "done", verdict: "errors", standard: "pdfx4", files: [] });
  expect(report.findings.map(({ code }) => code)).toContain("x4_trim_or_art");
  await looksDrawnOver(report, 1, [isRed]);
  expect(new Set(report.previews.map(({ url }) => url))).toEqual(new Set([null]));
  const other = problemOf(await merchant.post("/preflights", { ...body, standard: "gwg2015-sheetfed" }, key));
  expect(other.code).toBe("idempotency_key_reused");
});

const url = "https://example.org/1.pdf";
const lost = "fil_01ARZ3NDEKTSV4RRFFQ69G5FAV";

type Refusal = [what: string, body: object, code: Code, pointer: string];

const refusals: Refusal[] = [
  ["an unknown product", { file: { url }, productId: "unicorn-a4" }, "unknown_product", "/productId"],
  [
    "a file nobody uploaded",
    { file: { fileId: lost }, productId: "magazine-a4" },
    "unknown_file",
    "/file/fileId",
  ],
  [
    "a facility that does not make it",
    { file: { url }, productId: "magazine-a4", facilityId: "nobody" },
    "no_facility",
    "/facilityId",
  ],
  [
    "an option that the product has not",
    { file: { url }, productId: "magazine-a4", options: { wrap: "mirror" } },
    "invalid_request",
    "/options/wrap",
  ],
  ["neither product nor standard", { file: { url } }, "invalid_request", "/productId"],
  [
    "a product and a standard",
    { file: { url }, productId: "magazine-a4", standard: "pdfx4" },
    "invalid_request",
    "/standard",
  ],
  ["a standard nobody knows", { file: { url }, standard: "pdfa" }, "invalid_request", "/standard"],
  ["no file", { standard: "pdfx4" }, "invalid_request", "/file"],
];

for (const [what, body, code, pointer] of refusals) {
  test(`a preflight with ${what} is refused as ${code}, naming the field`, async () => {
    const problem = problemOf(await merchant.post("/preflights", body));
    expect(problem).toMatchObject({ code, pointer });
    expect(problem.wanted).not.toBeNull();
  });
}

type Failing = [path: string, wish: object, code: Code];

const failures: Failing[] = [
  ["/locked.pdf", { productId: "magazine-a4" }, "encrypted_pdf"],
  ["/locked.pdf", { standard: "pdfx4" }, "encrypted_pdf"],
  ["/loop.pdf", { productId: "magazine-a4" }, "damaged_file"],
  ["/loop.pdf", { standard: "gwg2015-sheetfed" }, "damaged_file"],
  ["/text.pdf", { productId: "magazine-a4" }, "unsupported_file_type"],
  ["/text.pdf", { standard: "pdfx4" }, "unsupported_file_type"],
  ["/three.pdf", { productId: "magazine-a4" }, "page_count_out_of_range"],
  ["/nothing.pdf", { productId: "magazine-a4" }, "source_unavailable"],
];

test("what cannot be printed ends failed with an order's codes, and nothing of it is left", async () => {
  const before = await behind.objects("Files", "preflights/");
  const wishes = failures.map(([path, wish]) => ({ file: { url: `${sources.origin}${path}` }, ...wish }));
  const begun = await Promise.all(wishes.map((wish) => begin(merchant, wish)));
  for (const [place, [path, , code]] of failures.entries()) {
    const { state, error, verdict } = await ended(begun[place]?.id ?? "");
    expect([path, state, error?.code, error?.pointer, verdict]).toEqual([
      path,
      "failed",
      code,
      "/file",
      null,
    ]);
  }
  expect(await behind.objects("Files", "preflights/")).toEqual(before);
  await eventually(async () => expect(await behind.messages()).toEqual({}));
  await eventually(async () => expect(await behind.temporaryFiles()).toEqual([]));
});

test("another merchant's preflight, another mode's and one that never was are not found", async () => {
  const { id } = await begin(merchant, { file: { url: `${sources.origin}/three.pdf` }, standard: "pdfx4" });
  const { keyOf } = await enrol(cloud, { kind: "merchant", name: "Another shop", tier: "standard" });
  const others = [new Caller(cloud.api, keyOf("sk_test_")), new Caller(cloud.api, cloud.keyOf("sk_live_"))];
  for (const other of others)
    expect(problemOf(await other.get(`/preflights/${id}`))).toMatchObject({ status: 404, code: "not_found" });
  for (const wrong of ["pfl_01ARZ3NDEKTSV4RRFFQ69G5FAV", "ord_01ARZ3NDEKTSV4RRFFQ69G5FAV", "x"])
    expect(problemOf(await merchant.get(`/preflights/${wrong}`)).status).toBe(404);
  await ended(id);
});

async function begin(caller: Caller, body: object, headers = {}): Promise<PreflightView> {
  const answer = await caller.post("/preflights", body, headers);
  expect(answer.status, answer.text).toBe(202);
  return PreflightView.parse(answer.json);
}

function ended(id: string, caller = merchant): Promise<PreflightView> {
  return eventually(async () => {
    const view = PreflightView.parse((await caller.get(`/preflights/${id}`)).json);
    expect(view.state).not.toBe("waiting");
    return view;
  }, 160);
}

/** The page is there as it will be after cutting, with nothing of ours drawn over it. */
async function looksClean({ previews }: PreflightView, page: number): Promise<void> {
  const shown = await fetch(previews.find((preview) => preview.page === page)?.url ?? "");
  expect(shown.headers.get("content-type")).toBe("image/webp");
  const { data, info } = await sharp(await shown.arrayBuffer())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info.height / info.width).toBeCloseTo(297 / 210, 2);
  expect(pixelsOf(data, isGreen)).toBeLessThan(50);
}

/** The page is there as a picture, with lines of these colours drawn over it. */
async function looksDrawnOver({ previews }: PreflightView, page: number, colours: Colour[]): Promise<void> {
  const drawn = await fetch(previews.find((preview) => preview.page === page)?.annotatedUrl ?? "");
  expect(drawn.headers.get("content-type")).toBe("image/jpeg");
  const { data, info } = await sharp(await drawn.arrayBuffer())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(Math.max(info.width, info.height)).toBeGreaterThan(1000);
  for (const is of colours) expect(pixelsOf(data, is)).toBeGreaterThan(500);
}

type Colour = (red: number, green: number, blue: number) => boolean;

const isGreen: Colour = (red, green, blue) => green > 120 && red < 90 && blue < 120;
const isAmber: Colour = (red, green, blue) => red > 180 && green > 90 && green < 160 && blue < 60;
const isRed: Colour = (red, green, blue) => red > 180 && green < 80 && blue < 90;

function pixelsOf(data: Buffer, is: Colour): number {
  const pixels = Array.from({ length: data.length / 3 }, (_, at) => data.subarray(at * 3, at * 3 + 3));
  return pixels.filter(([red = 0, green = 0, blue = 0]) => is(red, green, blue)).length;
}
