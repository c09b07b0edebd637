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

const first = "/items/0/files/images/0";
const inside = "/items/0/files/inside";
const cover = { title: "Summer" };
const url = "https://example.org/1.jpg";
const nowhere = { name: "A", line1: "B", city: "C", countryCode: "XX" };
const lost = "fil_01ARZ3NDEKTSV4RRFFQ69G5FAV";

type Refusal = [what: string, order: object, code: Code, pointer: string, given: unknown];

const refusals: Refusal[] = [
  [
    "an unknown product",
    of("unicorn-a4", { images: [{ url }] }),
    "unknown_product",
    "/items/0/productId",
    "unicorn-a4",
  ],
  [
    "a book of 3 images",
    book({ images: urls(3), cover }),
    "page_count_out_of_range",
    "/items/0/files/images",
    3,
  ],
  ["a book without a cover", book({ images: urls(24) }), "cover_missing", "/items/0/files/cover", null],
  [
    "a country that is none",
    { ...card({ url }), recipient: nowhere },
    "unsupported_country",
    "/recipient/countryCode",
    "XX",
  ],
  ["a file nobody uploaded", card({ fileId: lost }), "unknown_file", first, lost],
  ["a field that is not there", { ...card({ url }), coupon: "FREE" }, "invalid_request", "/coupon", "FREE"],
  [
    "a file URL",
    card({ url: "file:///etc/passwd" }),
    "invalid_request",
    `${first}/url`,
    "file:///etc/passwd",
  ],
  ["no items", orderOf([]), "invalid_request", "/items", []],
];

for (const [what, order, code, pointer, given] of refusals) {
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

type Failing = [what: string, order: () => object, code: Code, pointer: string, given?: unknown];

const failures: Failing[] = [
  [
    "a PDF of 3 pages for a book",
    () => book({ inside: at("/three.pdf"), cover }),
    "page_count_out_of_range",
    inside,
    3,
  ],
  ["a PDF with a password", () => magazine("/locked.pdf"), "encrypted_pdf", inside],
  ["half a PDF", () => magazine("/damaged.pdf"), "damaged_file", inside],
  ["square pages in an A4 magazine", () => magazine("/square.pdf"), "page_size_mismatch", inside],
  ["a text named .jpg", () => card(at("/text.jpg")), "unsupported_file_type", first],
  ["half a photograph", () => card(at("/damaged.jpg")), "damaged_file", first],
  ["too few pixels", () => card(at("/small.jpg")), "resolution_too_low", first],
  [
    "another file than its checksum says",
    () => card({ ...at("/photo.jpg"), sha256: "0".repeat(64) }),
    "checksum_mismatch",
    first,
  ],
  ["a URL that answers 404", () => card(at("/nothing.jpg")), "source_unavailable", first, 404],
  ["a URL that announces 2 GB", () => card(at("/huge.jpg")), "source_too_large", first],
  ["a URL of this very machine", () => card({ url: "http://127.0.0.1/photo.jpg" }), "source_refused", first],
  ["a name of this very machine", () => card({ url: "http://localhost/photo.jpg" }), "source_refused", first],
  ["a redirect to this very machine", () => card(at("/inward.jpg")), "source_refused", first],
  ["a port of our own", () => card({ url: `${cloud.laptop.aws}/photo.jpg` }), "source_refused", first],
];

/** What only rendering finds out comes after the sources were taken in: they stay until retention. */
const foundLate: readonly Code[] = ["page_size_mismatch", "resolution_too_low"];

test("what is wrong with a file fails its item with the code and the place, and leaves only the order's papers", async () => {
  const ids = await Promise.all(failures.map(async ([, order]) => (await merchant.place(order())).id));
  for (const [place, [what, , code, pointer, given]] of failures.entries()) {
    const { state, items, history = [] } = await merchant.settled(ids[place] ?? "");
    const [item] = items;
    const error = item?.error;
    expect([state, item?.state, error?.code, error?.pointer], what).toEqual([
      "failed",
      "failed",
      code,
      pointer,
    ]);
    expect(error?.detail, what).toMatch(/\w\.$/);
    expect(given === undefined || error?.given === given, what).toBe(true);
    expect(history.map(({ type }) => type)).toEqual(expect.arrayContaining(["item.failed", "order.failed"]));
  }
  await nothingIsLeft(ids.filter((_, place) => foundLate.some((code) => code === failures[place]?.[2])));
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

function at(path: string) {
  return { url: `${sources.origin}${path}` };
}

function urls(count: number) {
  return Array.from({ length: count }, () => ({ url }));
}

function of(productId: string, files: object) {
  return orderOf([{ productId, quantity: 1, files }]);
}

function book(files: object) {
  return of("photobook-hardcover-square-210", files);
}

function card(source: object) {
  return of("postcard-a6", { images: [source] });
}

function magazine(path: string) {
  return of("magazine-a4", { inside: at(path) });
}
