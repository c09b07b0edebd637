import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Receipt } from "../../lib/order/receipt.ts";
import { itemStates } from "../../lib/order/states.ts";
import type { OrderView } from "../../lib/order/views.ts";
import { previewPages } from "../../lib/render/preview.ts";
import { testWith } from "../tools.ts";
import { Behind } from "./behind.ts";
import { Caller, orderOf, problemOf } from "./calls.ts";
import { sha256Of } from "./files.ts";
import { boxesOf, darkness, difference, near, rasters } from "./look.ts";
import { type Started, started } from "./started.ts";

const samples = join(import.meta.dirname, "../samples");
const states: readonly string[] = itemStates;

let cloud: Started;
let merchant: Caller;
let folder: string;
let photos: string[];
let body: object;
let placed: OrderView;
let shipped: OrderView;

beforeAll(async () => {
  cloud = await started();
  folder = await mkdtemp(join(tmpdir(), "printcloud-look-"));
  merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  photos = (await readdir(join(samples, "photos"))).filter((name) => name.endsWith(".jpg")).sort();
  body = await orderBody();
  placed = await merchant.place(body, { "idempotency-key": "INV-1" });
  shipped = await merchant.settled(placed.id, 120);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await cloud?.close();
});

test("a photo book and a magazine from uploads ship, each with its parcel", () => {
  expect(shipped.items.map(({ state, error }) => [state, error])).toEqual([
    ["shipped", null],
    ["shipped", null],
  ]);
  expect(shipped.state).toBe("shipped");
  expect(shipped.items.map(({ pages }) => pages)).toEqual([26, 40]);
  expect(shipped.items.map(({ route }) => route?.facilityId)).toEqual(["test-amsterdam", "test-amsterdam"]);
  const [shipment, ...others] = shipped.shipments;
  expect(others).toEqual([]);
  const lines = shipment?.parcels.flatMap((parcel) => parcel.lines ?? []) ?? [];
  expect(lines).toHaveLength(2);
  expect(lines).toEqual(
    expect.arrayContaining(shipped.items.map(({ id, quantity }) => ({ itemId: id, quantity }))),
  );
});

test("every item goes through its stations in their order, and the order's history has no gap", () => {
  const history = shipped.history ?? [];
  expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, place) => place + 1));
  expect(new Set(history.map(({ id }) => id)).size).toBe(history.length);
  for (const { id } of shipped.items) {
    const words = history.filter(({ itemId }) => itemId === id).map(({ type }) => type.slice("item.".length));
    const wanted = ["preflighted", "routed", "rendered", "queued"];
    expect(words.slice(0, 4)).toEqual(wanted);
    // SQS keeps no order: a later word of the facility may arrive first, and the earlier one then adds nothing.
    const reported = words.slice(4).map((word) => states.indexOf(word));
    expect(reported).toEqual(reported.toSorted((a, b) => a - b));
    expect(words.at(-1)).toBe("shipped");
  }
  const ofOrder = history.filter(({ itemId }) => itemId === null).map(({ type }) => type);
  expect(ofOrder[0]).toBe("order.received");
  expect(ofOrder.at(-1)).toBe("order.shipped");
});

test("the merchant's feed has every event once, at positions without a gap, on pages of any length", async () => {
  const events = await merchant.feed(7);
  expect(events.map(({ position }) => position)).toEqual(events.map((_, place) => place + 1));
  expect(events.filter(({ orderId }) => orderId === shipped.id)).toEqual(shipped.history);
  expect(await merchant.feed(100)).toEqual(events);
  expect(JSON.stringify(events)).not.toContain("Keizersgracht");
});

test("the same Idempotency-Key brings the same order and the same answer, another body is refused", async () => {
  const again = await merchant.post("/orders", body, { "idempotency-key": "INV-1" });
  expect(again.status).toBe(201);
  expect(again.json).toEqual(placed);
  const listed = await merchant.get("/orders?merchantReference=JOURNEY");
  expect(Object(listed.json).items.map(({ id }: OrderView) => id)).toEqual([placed.id]);
  const other = await merchant.post(
    "/orders",
    { ...body, merchantReference: "OTHER" },
    { "idempotency-key": "INV-1" },
  );
  expect(Object(other.json).code).toBe("idempotency_key_reused");
});

test("one order comes of five equal requests at the same moment", async () => {
  const files = { images: [{ url: "http://127.0.0.1/refused" }] };
  const card = orderOf([{ productId: "postcard-a6", quantity: 1, files }], { merchantReference: "RACE" });
  const post = () => merchant.post("/orders", card, { "idempotency-key": "RACE" });
  const answers = await Promise.all([post(), post(), post(), post(), post()]);
  const taken = answers.filter(({ status }) => status === 201);
  expect(taken.length).toBeGreaterThan(0);
  for (const { json } of taken) expect(json).toEqual(taken[0]?.json);
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    expect(problemOf(answer)).toMatchObject({ status: 409, code: "request_in_progress" });
    expect(answer.headers.get("retry-after")).not.toBeNull();
  }
  const listed = await merchant.get("/orders?merchantReference=RACE");
  expect(Object(listed.json).items).toHaveLength(1);
});

test("files and previews download through their links: right bytes, right hash, WebP", async () => {
  for (const { files, previews, pages } of shipped.items) {
    for (const file of files) {
      const content = await download(file.url);
      expect(content.length).toBe(file.bytes);
      expect(sha256Of(content)).toBe(file.sha256);
    }
    const seen = previews.filter(({ role }) => role === "inside").map(({ page }) => page);
    const first = Array.from({ length: Math.min(previewPages, pages ?? 0) }, (_, page) => page + 1);
    // Further pages are those with warnings.
    expect(seen.slice(0, first.length)).toEqual(first);
    for (const { url, annotatedUrl } of previews) {
      const { format, width = 0 } = await sharp(await download(url)).metadata();
      expect(format).toBe("webp");
      expect(width).toBeGreaterThan(100);
      const annotated = await sharp(await download(annotatedUrl)).metadata();
      expect(annotated.format).toBe("jpeg");
      // With its bleed it is a little larger; a case cover's turn-in is bleed enough.
      expect(annotated.width).toBeGreaterThanOrEqual(width);
    }
  }
});

test("the facility printed the very bytes the merchant can download", async () => {
  const press = join(cloud.folder, "facilities/test-amsterdam");
  const all = (await readdir(press, { recursive: true })).filter((path) => path.endsWith(".pdf"));
  const papers = all.filter((path) => /^(slip|jobticket)/.test(basename(path)));
  expect(papers).toHaveLength(2 * shipped.items.length);
  const products = all.filter((path) => !papers.includes(path));
  const printed = await Promise.all(
    products.map(async (path) => sha256Of(await readFile(join(press, path)))),
  );
  const approved = shipped.items.flatMap(({ files }) => files.map(({ sha256 }) => sha256));
  expect(printed.sort()).toEqual(approved.sort());
});

test("a receipt of what was made lies beside the files, with the hashes of every document", async () => {
  const behind = new Behind(cloud);
  const receipts = await behind.objects("Files", `test/${cloud.demo.merchantId}/${shipped.id}/receipt/`);
  const read = await Promise.all(
    receipts.map(async (key) => JSON.parse(String(await behind.read("Files", key)))),
  );
  const made = read.flatMap((receipt) =>
    Receipt.parse(receipt).made.components.map(({ parts }) => parts[0]?.sha256),
  );
  expect(made.sort()).toEqual(shipped.items.flatMap(({ files }) => files.map(({ sha256 }) => sha256)).sort());
});

testWith(["pdfinfo"], "boxes and page counts of the PDFs are the product's, to 0.01 mm", async () => {
  for (const { productId, files } of shipped.items) {
    for (const { role, url, trimMm, bleedMm, pages } of files) {
      const boxes = boxesOf(await saved(`${productId}-${role}.pdf`, url));
      expect(boxes).toHaveLength(pages);
      for (const { media, bleed, trim } of boxes) {
        expect(bleed).toEqual(media);
        near(trim, [bleedMm, bleedMm, bleedMm + trimMm.width, bleedMm + trimMm.height]);
        near(media, [0, 0, trimMm.width + 2 * bleedMm, trimMm.height + 2 * bleedMm]);
      }
    }
  }
  const [book, magazine] = shipped.items;
  const sizes = [book, magazine].map((item) =>
    item?.files.map(({ role, pages, trimMm }) => [role, pages, trimMm]),
  );
  expect(sizes[0]?.[0]).toEqual(["inside", 26, { width: 210, height: 210 }]);
  expect(sizes[0]?.[1]?.slice(0, 2)).toEqual(["cover", 1]);
  expect(sizes[1]).toEqual([["inside", 40, { width: 210, height: 297 }]]);
});

testWith(["pdftoppm"], "another renderer shows each photograph on its page, in its colours", async () => {
  const book = shipped.items[0]?.files.find(({ role }) => role === "inside");
  const path = await saved("book.pdf", book?.url ?? null);
  // From the 14th page on the photographs come again.
  const pages = await rasters(path, 12, "-l", "14");
  // A press prints less than a screen shows: some 5% darker, and up to 14 levels away where colours are vivid.
  expect(pages).toHaveLength(14);
  for (const [place, page] of pages.entries()) {
    const photo = join(samples, "photos", photos[place % photos.length] ?? "");
    const away = await difference(page, await readFile(photo));
    expect(away, `${photo} on page ${place + 1}`).toBeLessThan(20);
  }
  const others = await difference(
    pages[0] ?? Buffer.alloc(0),
    await readFile(join(samples, "photos", photos[1] ?? "")),
  );
  expect(others, "this measure tells photographs apart").toBeGreaterThan(30);
});

testWith(["pdftoppm"], "the magazine's pages look like the PDF that was ordered", async () => {
  const inside = shipped.items[1]?.files[0];
  const path = await saved("magazine.pdf", inside?.url ?? null);
  const tones = new Set<number>();
  for (const page of ["1", "6", "21", "40"]) {
    const [made] = await rasters(path, 24, "-f", page, "-l", page);
    const [given] = await rasters(join(samples, "engraving-essay.pdf"), 24, "-f", page, "-l", page);
    const wanted = await darkness(given);
    expect(Math.abs((await darkness(made)) - wanted), `page ${page}`).toBeLessThan(1.5);
    tones.add(Math.round(wanted));
  }
  expect(tones.size, "this measure tells pages apart").toBeGreaterThan(1);
});

async function orderBody(): Promise<object> {
  const images = await cloud.merchant.uploadPhotos(join(samples, "photos"));
  const essay = await cloud.merchant.upload(join(samples, "engraving-essay.pdf"), "application/pdf");
  const cover = { title: "Summer", spineText: "Summer", image: { fileId: images[0] } };
  const book = { images: [...images, ...images].map((fileId) => ({ fileId })), cover };
  return orderOf(
    [
      { productId: "photobook-hardcover-square-210", quantity: 1, files: book },
      { productId: "magazine-a4", quantity: 3, files: { inside: { fileId: essay } } },
    ],
    { merchantReference: "JOURNEY", metadata: { shop: "Journey" } },
  );
}

async function download(url: string | null): Promise<Buffer> {
  const response = await fetch(String(url));
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

async function saved(name: string, url: string | null): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, await download(url));
  return path;
}
