import { expect, test } from "vitest";
import { systemIds } from "../../lib/cloud/system.ts";
import { AppId } from "../../lib/order/ids.ts";
import { refOf } from "../../lib/order/order.ts";
import { OrderView } from "../../lib/order/views.ts";
import { madeFacility, owner, recipient, stranger } from "../order/made.ts";
import { openIntake, picture, upload, wish } from "./taking.ts";

const photobook = "photobook-hardcover-square-210";
const pictures = (count: number) => Array.from({ length: count }, () => picture);

test("an order is answered as the contract says, stored whole, and its processing tickets are sent", async () => {
  const cloud = await openIntake();
  const book = {
    productId: photobook,
    quantity: 2,
    files: { images: pictures(24), cover: { title: "Summer" } },
  };
  const { status, body } = await cloud.order(
    wish({ items: [wish().items[0], book], merchantReference: "INV-1" }),
  );
  expect(status).toBe(201);
  const view = OrderView.parse(body);
  expect(view).toMatchObject({
    state: "received",
    mode: "test",
    merchantReference: "INV-1",
    actions: ["cancel"],
  });
  const order = await cloud.orders.load({ ...owner, orderId: view.id });
  expect(order).toMatchObject({ version: 2, sequence: 1, effects: [], countryCode: "NL" });
  expect(await cloud.files.getJson(order?.items[1]?.filesDoc ?? "")).toEqual(book.files);
  const prepared = await cloud.taken("prepare");
  expect(prepared.map(({ itemId }) => itemId).sort()).toEqual(view.items.map(({ id }) => id).sort());
  expect((await cloud.taken("project")).map(({ event }) => event?.type)).toEqual(["order.received"]);
});

type Refusal = [code: string, status: number, pointer: string, request: unknown];

function overnightTo(countryCode: string) {
  return wish({ recipient: { ...recipient, countryCode }, shippingLevel: "overnight" });
}

function known(fileId: string, foreign: string, open: string): Refusal[] {
  const cover = { title: "Summer" };
  return [
    ["unknown_product", 422, "/items/0/productId", wish({}, { productId: "poster-a9" })],
    [
      ...(["page_count_out_of_range", 422, "/items/0/files/images"] as const),
      wish({}, { productId: photobook, files: { images: pictures(3), cover } }),
    ],
    ["page_count_out_of_range", 422, "/items/0/files/images", wish({}, { files: { images: pictures(2) } })],
    [
      "cover_missing",
      422,
      "/items/0/files/cover",
      wish({}, { productId: photobook, files: { images: pictures(24) } }),
    ],
    ["cover_not_allowed", 422, "/items/0/files/cover", wish({}, { files: { images: [picture], cover } })],
    [
      ...(["cover_not_allowed", 422, "/items/0/files/cover"] as const),
      wish({}, { productId: "magazine-a4", files: { inside: picture, cover } }),
    ],
    ["unknown_file", 422, "/items/0/files/images/0", wish({}, { files: { images: [{ fileId }] } })],
    ["unknown_file", 422, "/items/0/files/images/0", wish({}, { files: { images: [{ fileId: foreign }] } })],
    ["unknown_file", 422, "/items/0/files/images/0", wish({}, { files: { images: [{ fileId: open }] } })],
    [
      "unsupported_country",
      422,
      "/recipient/countryCode",
      wish({ recipient: { ...recipient, countryCode: "ZZ" } }),
    ],
    [
      "unsupported_country",
      422,
      "/recipient/countryCode",
      wish({ recipient: { ...recipient, countryCode: "JP" } }),
    ],
    ["invalid_request", 400, "/items/0/options/wrap", wish({}, { options: { wrap: "mirror" } })],
    ...[{ wrap: "gold" }, { wrapColour: "red" }, { toString: "x" }].map((options): Refusal => {
      const pointer = `/items/0/options/${Object.keys(options)[0]}`;
      return ["invalid_request", 400, pointer, wish({}, { productId: "canvas-200x200", options })];
    }),
    ["unsupported_shipping_level", 422, "/shippingLevel", overnightTo("DE")],
    ["no_facility", 422, "/items/0/productId", wish({}, { productId: "canvas-200x200" })],
    ["no_facility", 422, "/items/0/quantity", wish({}, { quantity: 501 })],
    ["invalid_request", 400, "/settlement", wish({ settlement: "prepaid" })],
  ];
}

function malformed(): Refusal[] {
  const image = (source: unknown) => wish({}, { files: { images: [source] } });
  const bad: [string, unknown][] = [
    ["", []],
    ["/items", wish({ items: [] })],
    ["/items", wish({ items: Array.from({ length: 51 }, () => wish().items[0]) })],
    [
      "/items",
      wish({
        items: Array.from({ length: 9 }, () => ({ ...wish().items[0], files: { images: pictures(24) } })),
      }),
    ],
    ["/items/0/files/images", wish({}, { files: { images: pictures(201) } })],
    ["/items/0/files", wish({}, { files: {} })],
    ["/items/0/files", wish({}, { files: { images: [picture], inside: picture } })],
    ["/items/0/quantity", wish({}, { quantity: 0 })],
    ["/items/0/quantity", wish({}, { quantity: "1" })],
    ["/items/0/fit", wish({}, { fit: "crop" })],
    ["/items/0/colour", wish({}, { colour: "red" })],
    ["/items/0/files/images/0/url", image({ url: "ftp://example.org/a.jpg" })],
    ["/items/0/files/images/0/url", image({ url: "javascript:alert(1)" })],
    ["/items/0/files/images/0/width", image({ ...picture, width: 3 })],
    ["/items/0/files/images/0/fileId", image({ fileId: "fil_1" })],
    ["/items/0/files/images/0/sha256", image({ ...picture, sha256: "abc" })],
    [
      "/items/0/files/cover/textColour",
      wish({}, { files: { images: [picture], cover: { textColour: "red" } } }),
    ],
    [
      "/items/0/files/cover/image/sha256",
      wish({}, { files: { images: [picture], cover: { image: { ...picture, sha256: 1 } } } }),
    ],
    ["/shippingLevel", wish({ shippingLevel: "soon" })],
    ["/settlement", wish({ settlement: "cash" })],
    ["/price", wish({ price: "0.01" })],
    ["/recipient/name", wish({ recipient: { ...recipient, name: " " } })],
    ["/recipient/email", wish({ recipient: { ...recipient, email: "ada" } })],
    ["/recipient/a~1b", wish({ recipient: { ...recipient, "a/b": 1 } })],
    ["/recipient/countryCode", wish({ recipient: { ...recipient, countryCode: "nl" } })],
    [
      "/metadata",
      wish({ metadata: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, ""])) }),
    ],
    ["/metadata/a", wish({ metadata: { a: 1 } })],
    [
      "/metadata",
      wish({
        metadata: Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((key) => [key, "€".repeat(499)])),
      }),
    ],
    ["/__proto__", JSON.stringify(wish()).replace("{", '{"__proto__":{"x":1},')],
  ];
  return bad.map(([pointer, request]) => ["invalid_request", 400, pointer, request]);
}

test("everything that intake can know to be wrong is refused with its code, place, value and wish; nothing is stored", async () => {
  const posters = madeFacility({
    shipsTo: ["NL", "DE"],
    makes: madeFacility().makes.filter(({ family }) => family !== "canvas"),
  });
  const cloud = await openIntake([posters]);
  const missing = systemIds.next("fil");
  const [foreign, open] = [await upload(cloud, stranger), await upload(cloud, owner, "open")];
  for (const [code, status, pointer, request] of [...known(missing, foreign, open), ...malformed()]) {
    const said = await cloud.order(request);
    expect(said.body, JSON.stringify(request).slice(0, 300)).toMatchObject({
      code,
      status,
      pointer,
      requestId: "request-1",
    });
    expect([said.status, said.headers["content-type"]]).toEqual([status, "application/problem+json"]);
    expect(said.body.wanted, pointer).not.toBeNull();
    expect(said.body.given, pointer).toBeDefined();
    expect(said.text.length).toBeLessThan(1500);
  }
  expect((await cloud.orders.list(owner, { limit: 100 })).items).toEqual([]);
  expect(await cloud.taken("prepare")).toEqual([]);
});

test("prepaid orders come from applications that the merchant granted, for that merchant alone", async () => {
  const cloud = await openIntake();
  const appId = AppId.parse(systemIds.next("app"));
  const principal = { kind: "app", appId, mode: "test", keyId: "app" } as const;
  const prepaid = wish({ settlement: "prepaid" });
  const asApp = { principal, merchant: owner.merchantId };
  expect((await cloud.order(prepaid, asApp)).body).toMatchObject({ code: "forbidden", status: 403 });
  await cloud.keys.grant("test", owner.merchantId, appId);
  const { status, body } = await cloud.order(prepaid, asApp);
  expect([status, body.settlement]).toEqual([201, "prepaid"]);
  expect((await cloud.order(prepaid, { principal })).status).toBe(403);
  expect((await cloud.order(prepaid, { principal, merchant: stranger.merchantId })).status).toBe(403);
});

test("an upload that is complete may be ordered", async () => {
  const cloud = await openIntake();
  const fileId = await upload(cloud);
  expect((await cloud.order(wish({}, { files: { images: [{ fileId }] } }))).status).toBe(201);
});

test("fifty items that name the same files are one order and one document", async () => {
  const cloud = await openIntake();
  const { status, body } = await cloud.order(
    wish({ items: Array.from({ length: 50 }, () => wish().items[0]) }),
  );
  expect(status).toBe(201);
  const order = await cloud.orders.load({ ...owner, orderId: body.id });
  if (!order) throw new Error("not stored");
  expect(new Set(order.items.map(({ filesDoc }) => filesDoc)).size).toBe(1);
  expect(new Set((await cloud.taken("prepare")).map(({ itemId }) => itemId)).size).toBe(50);
  expect(refOf(order)).toEqual({ ...owner, orderId: order.id });
});
