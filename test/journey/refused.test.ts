import { afterAll, beforeAll, expect, test } from "vitest";
import type { Code } from "../../lib/order/errors.ts";
import { Behind } from "./behind.ts";
import { Caller, eventually, orderOf, problemOf } from "./calls.ts";
import { lockedPdf, pdf, picture } from "./files.ts";
import { openSources, type Sources } from "./sources.ts";
import { type Started, started } from "./started.ts";

let cloud: Started;
let merchant: Caller;
let sources: Sources;
let behind: Behind;

beforeAll(async () => {
  const photo = await picture(1300, 1800);
  sources = await openSources({
    "/photo.jpg": photo,
    "/small.jpg": await picture(300, 400),
    "/damaged.jpg": photo.subarray(0, photo.length / 2),
    "/text.jpg": Buffer.from("Dear printer, this is my holiday photograph.\n".repeat(40)),
    "/three.pdf": await pdf(3, 210, 210),
    "/square.pdf": await pdf(8, 210, 210),
    "/locked.pdf": await lockedPdf(),
    "/damaged.pdf": (await pdf(8, 210, 297)).subarray(0, 400),
    "/failing.jpg": (_, response) => response.writeHead(500).end("later\n"),
    "/inward.jpg": (_, response) =>
      response.writeHead(302, { location: "http://127.0.0.1/latest/meta-data" }).end(),
    "/huge.jpg": (_, response) =>
      response.writeHead(200, { "content-length": 2_000_000_000 }).write("\xff\xd8\xff"),
  });
  cloud = await started();
  merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  behind = new Behind(cloud);
});

afterAll(async () => {
  await sources?.close();
  await cloud?.close();
});

interface Refusal {
  readonly code: Code;
  readonly pointer: string;
  readonly given?: unknown;
}

const cover = { title: "Summer" };
const images = (count: number) => Array.from({ length: count }, () => ({ url: "https://example.org/1.jpg" }));

const refusals: Record<string, { order: object } & Refusal> = {
  "an unknown product": {
    order: orderOf([{ productId: "unicorn-a4", quantity: 1, files: { images: images(1) } }]),
    code: "unknown_product",
    pointer: "/items/0/productId",
    given: "unicorn-a4",
  },
  "a book of 3 images": {
    order: orderOf([{ productId: "photobook-hardcover-a4", quantity: 1, files: { images: images(3), cover } }]),
    code: "page_count_out_of_range",
    pointer: "/items/0/files/images",
    given: 3,
  },
  "a country that is none": {
    order: { ...card({ url: "https://example.org/1.jpg" }), recipient: { name: "A", line1: "B", city: "C", countryCode: "XX" } },
    code: "unsupported_country",
    pointer: "/recipient/countryCode",
    given: "XX",
  },
  "a book without a cover": {
    order: orderOf([{ productId: "photobook-hardcover-a4", quantity: 1, files: { images: images(24) } }]),
    code: "cover_missing",
    pointer: "/items/0/files/cover",
    given: null,
  },
  "a file nobody uploaded": {
    order: card({ fileId: "fil_01ARZ3NDEKTSV4RRFFQ69G5FAV" }),
    code: "unknown_file",
    pointer: "/items/0/files/images/0",
    given: "fil_01ARZ3NDEKTSV4RRFFQ69G5FAV",
  },
  "a field that is not there": {
    order: { ...card({ url: "https://example.org/1.jpg" }), coupon: "FREE" },
    code: "invalid_request",
    pointer: "/coupon",
    given: "FREE",
  },
  "a file URL": {
    order: card({ url: "file:///etc/passwd" }),
    code: "invalid_request",
    pointer: "/items/0/files/images/0/url",
    given: "file:///etc/passwd",
  },
  "no items": { order: orderOf([]), code: "invalid_request", pointer: "/items", given: [] },
};

for (const [what, { order, code, pointer, given }] of Object.entries(refusals)) {
  test(`an order with ${what} is refused as ${code}, naming the field`, async () => {
    const problem = problemOf(await merchant.post("/orders", order));
    expect(problem).toMatchObject({ code, pointer, given });
    expect(problem.wanted).not.toBeNull();
  });
}

test("a refused order leaves nothing behind", async () => {
  expect(Object((await merchant.get("/orders")).json).items).toEqual([]);
  await nothingIsLeft();
});

const failures: Record<string, () => { order: object } & Refusal> = {
  "a PDF of 3 pages for a book": () => ({
    order: orderOf([{ productId: "photobook-hardcover-square-210", quantity: 1, files: { inside: at("/three.pdf"), cover } }]),
    code: "page_count_out_of_range",
    pointer: "/items/0/files/inside",
    given: 3,
  }),
  "a PDF with a password": () => ({ order: magazine("/locked.pdf"), code: "encrypted_pdf", pointer: "/items/0/files/inside" }),
  "half a PDF": () => ({ order: magazine("/damaged.pdf"), code: "damaged_file", pointer: "/items/0/files/inside" }),
  "square pages in an A4 magazine": () => ({ order: magazine("/square.pdf"), code: "page_size_mismatch", pointer: "/items/0/files/inside" }),
  "a text named .jpg": () => ({ order: card(at("/text.jpg")), code: "unsupported_file_type", pointer: first }),
  "half a photograph": () => ({ order: card(at("/damaged.jpg")), code: "damaged_file", pointer: first }),
  "too few pixels": () => ({ order: card(at("/small.jpg")), code: "resolution_too_low", pointer: first }),
  "another file than its checksum says": () => ({
    order: card({ ...at("/photo.jpg"), sha256: "0".repeat(64) }),
    code: "checksum_mismatch",
    pointer: first,
  }),
  "a URL that answers 404": () => ({ order: card(at("/nothing.jpg")), code: "source_unavailable", pointer: first, given: 404 }),
  "a URL that announces 2 GB": () => ({ order: card(at("/huge.jpg")), code: "source_too_large", pointer: first }),
  "a URL of this very machine": () => ({ order: card({ url: "http://127.0.0.1/photo.jpg" }), code: "source_refused", pointer: first }),
  "a name of this very machine": () => ({ order: card({ url: "http://localhost/photo.jpg" }), code: "source_refused", pointer: first }),
  "a redirect to this very machine": () => ({ order: card(at("/inward.jpg")), code: "source_refused", pointer: first }),
  "a port of our own": () => ({ order: card({ url: `${cloud.laptop.aws}/photo.jpg` }), code: "source_refused", pointer: first }),
};

test("what is wrong with a file fails its item with the code and the place, and leaves only the order's papers", async () => {
  const placed = await Promise.all(
    Object.entries(failures).map(async ([what, wanted]) => ({ what, ...wanted(), id: (await merchant.place(wanted().order)).id })),
  );
  for (const { what, id, code, pointer, given } of placed) {
    const order = await merchant.settled(id);
    const [item] = order.items;
    expect([order.state, item?.state, item?.error?.code, item?.error?.pointer], what).toEqual(["failed", "failed", code, pointer]);
    expect(item?.error?.detail, what).toMatch(/\w\.$/);
    if (given !== undefined) expect(item?.error?.given, what).toEqual(given);
    expect(order.history?.map(({ type }) => type), what).toEqual(expect.arrayContaining(["item.failed", "order.failed"]));
  }
  // What only rendering finds out comes after the sources were taken in: they stay until retention.
  const foundLate = placed.filter(({ code }) => code === "page_size_mismatch" || code === "resolution_too_low");
  await nothingIsLeft(foundLate.map(({ id }) => id));
});

test("a URL that answers 500 is asked again; the order waits, and can still be cancelled", async () => {
  const { id } = await merchant.place(card(at("/failing.jpg")));
  await eventually(async () => expect(sources.asked.get("/failing.jpg")).toBeGreaterThan(1), 30);
  expect((await merchant.order(id)).items[0]).toMatchObject({ state: "preparing", error: null });
  expect((await merchant.post(`/orders/${id}/cancel`, {})).status).toBe(200);
  expect((await merchant.order(id)).state).toBe("cancelled");
});

/** No objects beyond the orders' own documents, no messages, no files in functions' temporary folders. */
async function nothingIsLeft(ordersWithSources: readonly string[] = []): Promise<void> {
  const objects = await behind.objects("Files");
  const beyond = objects.filter((key) => !/^test\/mer_\w+\/ord_\w+\/doc\/\w+$/.test(key));
  expect(beyond.map((key) => key.split("/").slice(2, 4)).sort()).toEqual(
    ordersWithSources.map((id) => [id, "src"]).sort(),
  );
  expect(await behind.objects("Tickets")).toEqual([]);
  await eventually(async () => expect(await behind.messages()).toEqual({}));
  await eventually(async () => expect(await behind.temporaryFiles()).toEqual([]));
}

const first = "/items/0/files/images/0";

function at(path: string) {
  return { url: `${sources.origin}${path}` };
}

function card(source: object) {
  return orderOf([{ productId: "postcard-a6", quantity: 1, files: { images: [source] } }]);
}

function magazine(path: string) {
  return orderOf([{ productId: "magazine-a4", quantity: 1, files: { inside: at(path) } }]);
}
