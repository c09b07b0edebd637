import { afterAll, beforeAll, expect, test } from "vitest";
import { systemIds } from "../../lib/cloud/system.ts";
import { type DoorName, type RouteSpec, routes } from "../../lib/order/api.ts";
import { AppId } from "../../lib/order/ids.ts";
import { refOf } from "../../lib/order/order.ts";
import type { Owner } from "../../lib/order/ports.ts";
import type { Principal } from "../../lib/order/principal.ts";
import { filesBucket, type OpenedCloud, openCloudFor, tableName, ticketsBucket } from "../cloud/opened.ts";
import { enrol, upload, wish } from "../intake/taking.ts";
import { madeFacility, owner, recipient, stranger } from "../order/made.ts";
import { ask, type Handler, secretOf, type Told } from "./asked.ts";

// The functions themselves, as deployed, each in this process with the environment that the stack gives.
let cloud: OpenedCloud;
let close: () => Promise<void>;
let doors: Readonly<Record<DoorName, Handler>>;

const granted = AppId.parse(systemIds.next("app"));
const ungranted = AppId.parse(systemIds.next("app"));

beforeAll(async () => {
  ({ cloud, close } = await openCloudFor());
  await enrol(cloud, madeFacility());
  await cloud.keys.grant("test", owner.merchantId, granted);
  const { accessKeyId, secretAccessKey } = cloud.config.credentials;
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: cloud.config.endpoint, AWS_REGION: cloud.config.region },
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    ...{ STAGE: "dev", TABLE: tableName, FILES_BUCKET: filesBucket, TICKETS_BUCKET: ticketsBucket },
    ...{ FACILITY_ROLE_ARN: "arn:aws:iam::123456789012:role/f", FACILITY_QUEUE_PREFIX: "facility-" },
    ...Object.fromEntries(
      Object.entries(cloud.queues).map(([name, url]) => [`QUEUE_${name.toUpperCase()}`, url]),
    ),
  });
  const names = [...new Set(routes.map(({ door }) => door))];
  const handlers = names.map(async (name) => [name, (await import(`../../functions/${name}.ts`)).handler]);
  doors = Object.fromEntries(await Promise.all(handlers));
});

afterAll(() => close());

const live: Owner = { ...owner, mode: "live" };
const strangers: [string, Principal | null, string?][] = [
  ["another merchant", secretOf(stranger)],
  ["the same merchant in the other mode", secretOf(live)],
  ["another merchant's shop", { kind: "publishable", ...stranger, keyId: "k" }],
  [
    "an application without a grant",
    { kind: "app", appId: ungranted, mode: "test", keyId: "k" },
    owner.merchantId,
  ],
  ["an application that names nobody", { kind: "app", appId: granted, mode: "test", keyId: "k" }],
  [
    "an application in the other mode",
    { kind: "app", appId: granted, mode: "live", keyId: "k" },
    owner.merchantId,
  ],
  ["a facility", { kind: "facility", facilityId: "gone", mode: "test", keyId: "k" }],
  ["nobody", null],
];

const basket = {
  destination: { countryCode: "NL" },
  items: [{ productId: "poster-a3", quantity: 1, pages: 1 }],
};

const bodies: Partial<Record<string, unknown>> = {
  "POST /orders/{id}/items/{itemId}/reprint": { reason: "creased", payer: "facility" },
  "POST /uploads/{id}/parts": { partNumbers: [1] },
  "POST /uploads": { bytes: 5, type: "image/jpeg" },
  "POST /routes/simulate": basket,
  "POST /quotes": basket,
  "POST /orders": wish({ recipient: { ...recipient, name: "Bo", line1: "Elsewhere 2", email: null } }),
};

interface Caller {
  readonly principal: Principal | null;
  readonly merchant?: string | undefined;
}

function call(route: RouteSpec, { principal, merchant }: Caller, id?: string): Promise<Told> {
  const key = `${route.method} ${route.path}`;
  return ask(doors[route.door], {
    ...{ route: key, body: bodies[key], principal },
    ...(id !== undefined && { id }),
    ...(merchant && { headers: { "Printcloud-Merchant": merchant } }),
  });
}

/** An order of the first merchant with everything behind it, and an upload. */
async function belongings() {
  const placed = await ask(doors.intake, { route: "POST /orders", body: wish(), principal: secretOf(owner) });
  const order = await cloud.orders.load({ ...owner, orderId: placed.body.id });
  if (!order) throw new Error(placed.text);
  for (const message of await cloud.taken("project"))
    if (message.event)
      await cloud.feed.append({ v: 1, kind: "event", ...refOf(order), effectId: "e", event: message.event });
  const fileId = await upload(cloud, owner, "open");
  const secrets = [
    order.id,
    ...order.items.map(({ id }) => id),
    fileId,
    recipient.name,
    recipient.line1,
    recipient.email,
  ];
  return { orderId: order.id, fileId, secrets };
}

const table: readonly RouteSpec[] = routes;

/** The id that a stranger asks a route for: somebody else's. */
function foreignId({ path }: RouteSpec, { orderId, fileId }: { orderId: string; fileId: string }) {
  if (path.startsWith("/orders/")) return orderId;
  if (path.startsWith("/uploads/")) return fileId;
  return path.includes("{id}") ? "poster-a3" : undefined;
}

test("what is somebody else's is not there: for every caller, on every route, nothing leaks", async () => {
  const { secrets, ...ids } = await belongings();
  const asked = strangers.flatMap(([who, principal, merchant]) =>
    table.map((route) => ({ who, caller: { principal, merchant }, route, id: foreignId(route, ids) })),
  );
  expect(asked.length).toBe(strangers.length * routes.length);
  for (const { who, caller, route, id } of asked) {
    const told = await call(route, caller, id);
    const where = `${who}: ${route.method} ${route.path} -> ${told.status} ${told.text.slice(0, 200)}`;
    const foreign = id === ids.orderId || id === ids.fileId;
    expect(foreign ? [401, 403, 404] : [200, 201, 400, 401, 403, 404, 422], where).toContain(told.status);
    // What a caller asked for it may be told again.
    const leaked = secrets.filter((secret) => secret !== id && told.text.includes(secret));
    expect(leaked, where).toEqual([]);
  }
});

const kinds: readonly Principal[] = [
  secretOf(owner),
  { kind: "publishable", ...owner, keyId: "k" },
  { kind: "app", appId: granted, mode: "test", keyId: "k" },
  { kind: "facility", facilityId: "gone", mode: "test", keyId: "k" },
];

test("who may call a route at all is what the table says", async () => {
  const asked = table.flatMap((route) => kinds.map((principal) => ({ route, principal })));
  for (const { route, principal } of asked) {
    const id = route.path.includes("{id}") ? "none" : undefined;
    const { status } = await call(route, { principal, merchant: owner.merchantId }, id);
    const may = route.open === true || (route.who?.includes(principal.kind) ?? false);
    expect(status !== 403, `${principal.kind}: ${route.method} ${route.path} -> ${status}`).toBe(may);
  }
  for (const route of table.filter(({ open }) => !open))
    expect((await call(route, { principal: null })).status, route.path).toBe(401);
});

test("the owner, and the application that the owner granted, see what is theirs", async () => {
  const { orderId, fileId } = await belongings();
  const app: Caller = {
    principal: { kind: "app", appId: granted, mode: "test", keyId: "k" },
    merchant: owner.merchantId,
  };
  for (const caller of [{ principal: secretOf(owner) }, app]) {
    const order = { method: "GET", path: "/orders/{id}", door: "orders", summary: "" } as const;
    expect((await call(order, caller, orderId)).body).toMatchObject({
      id: orderId,
      recipient: { name: recipient.name },
    });
    const { body } = await call({ ...order, path: "/orders" }, caller);
    expect(body.items.map(({ id }: { id: string }) => id)).toContain(orderId);
    const events = (await call({ ...order, path: "/events" }, caller)).body.items;
    expect(events.length).toBeGreaterThan(0);
    const parts = { method: "POST", path: "/uploads/{id}/parts", door: "uploads", summary: "" } as const;
    expect((await call(parts, caller, fileId)).body.code).toBe("invalid_request");
  }
});

test("an id may be anything, and is just not found", async () => {
  const odd = [
    "x".repeat(5000),
    "../../etc/passwd",
    "ord_",
    "\u0000",
    "ord_' OR 1=1",
    "%2e%2e",
    "{}",
    "€".repeat(500),
  ];
  for (const route of table.filter(({ path }) => path.includes("{id}"))) {
    for (const id of odd) {
      const { status, body } = await call(route, { principal: secretOf(owner) }, id);
      expect(
        status,
        `${route.path} ${id.slice(0, 20)} ${JSON.stringify(body).slice(0, 300)}`,
      ).toBeGreaterThanOrEqual(400);
      expect(status, `${route.path} ${id.slice(0, 20)} ${JSON.stringify(body).slice(0, 300)}`).toBeLessThan(
        500,
      );
    }
  }
});
