import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { cancel } from "../../lib/dispatch/cancel.ts";
import { dispatch } from "../../lib/dispatch/dispatch.ts";
import { changeOrder } from "../../lib/order/change.ts";
import { claimKey, fileKey } from "../../lib/order/keys.ts";
import type { DispatchMessage } from "../../lib/order/messages.ts";
import { type Item, type Order, refOf } from "../../lib/order/order.ts";
import type { Rendered } from "../../lib/order/rendered.ts";
import type { Claim } from "../../lib/order/ticket.ts";
import { type OpenedCloud, openCloud, ticketsBucket } from "../cloud/opened.ts";
import { enrol } from "../intake/taking.ts";
import { madeFacility, madeItem, madeOrder } from "../order/made.ts";

export const press = "test-amsterdam";
const shipmentId = "shp_01KAJ0000000000000000000ZZ";

/** The cloud with one facility enrolled, and its own queue. */
export async function openDesk() {
  const cloud = await openCloud();
  const facilityQueue = await enrol(cloud, madeFacility());
  return { ...cloud, facilityQueue };
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;

export const routed = { facilityId: press, shipmentId, preparedDoc: "doc", pages: 24 } as const;
export const books = { ...routed, productId: "softcover-a4", quantity: 3 } as const;

/** Stores an order whose items are as wished; those being rendered have their files. */
export async function stored(desk: Desk, wishes: Partial<Item>[], wish: Partial<Omit<Order, "items">> = {}) {
  const shipments = [{ id: shipmentId, facilityId: press, parcels: [] }] as Order["shipments"];
  const bare = madeOrder({ ...wish, shipments });
  const doc = fileKey(refOf(bare), "doc", "d".repeat(64));
  const items = wishes.map((each) =>
    madeItem({ ...(each.state === "rendering" && { renderedDoc: doc }), ...each }),
  );
  const order = { ...bare, items };
  await desk.files.putJson(doc, await rendered(desk, order));
  await desk.orders.create(order);
  return order;
}

async function rendered({ files }: Desk, order: Order): Promise<Rendered> {
  const components = (["inside", "cover"] as const).map((role) => ({
    role,
    key: fileKey(refOf(order), "out", role),
    bytes: 8,
    parts: [{ bytes: 8, sha256: "e".repeat(64) }],
    pages: role === "cover" ? 1 : 24,
    trimMm: { width: 210, height: 297 },
    bleedMm: 3,
  }));
  for (const { key, role } of components) await files.putJson(key, role);
  const common = { engine: "1", fileProfileId: "press-coated", spineMm: 3 };
  return { ...common, components, previews: [], findings: [] };
}

export function itemAt(order: Order, place = 0): Item {
  const item = order.items[place];
  if (!item) throw new Error(`no item ${place}`);
  return item;
}

export function messageTo(order: Order, place = 0): DispatchMessage {
  const { id: itemId, generation } = itemAt(order, place);
  return { v: 1, kind: "dispatch", ...refOf(order), itemId, generation, effectId: `${itemId}:dispatch:1` };
}

export async function dispatched(desk: Desk, order: Order, place = 0): Promise<Order> {
  await dispatch(desk, messageTo(order, place));
  return reloaded(desk, order);
}

export async function reloaded(desk: OpenedCloud, order: Order): Promise<Order> {
  const after = await desk.orders.load(refOf(order));
  if (!after) throw new Error("the order is gone");
  return after;
}

/** Claims as a facility's client does; answers whether it won. */
export async function claimed(desk: OpenedCloud, item: Item, claimId = "claim-1"): Promise<boolean> {
  const ours: Claim = { clientId: "press-1", claimId, at: desk.clock.now().toISOString() };
  const winner = await desk.tickets.claim(claimKey(press, item.ticketId, item.generation), ours);
  return winner.claimId === claimId;
}

export function cancelled(desk: OpenedCloud, order: Order, places?: number[]) {
  const items = places?.map((place) => ({ id: itemAt(order, place).id }));
  const { mode, merchantId, id } = order;
  return cancel(desk, { mode, merchantId, id }, items ? { items } : {});
}

/** Sets the first item to a state, as if it had come there by itself. */
export async function set(desk: OpenedCloud, order: Order, change: Partial<Item>): Promise<Order> {
  const { id } = itemAt(order);
  return changeOrder(desk.ledger, refOf(order), (current) => ({
    ...current,
    items: current.items.map((item) => (item.id === id ? { ...item, ...change } : item)),
  }));
}

export async function objects(desk: OpenedCloud, Prefix = ""): Promise<string[]> {
  const { Contents = [] } = await desk.s3.send(new ListObjectsV2Command({ Bucket: ticketsBucket, Prefix }));
  return Contents.map(({ Key = "" }) => Key);
}
