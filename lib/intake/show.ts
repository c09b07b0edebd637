import { Rejected } from "../order/errors.ts";
import { type Item, type Order, refTo } from "../order/order.ts";
import type { Feed, Files, Orders, Owner, Page } from "../order/ports.ts";
import { presentOrder } from "../order/present.ts";
import { type Component, Rendered } from "../order/rendered.ts";
import type { OrdersQuery } from "../order/requests.ts";
import { Route } from "../order/route.ts";
import type { FileView, ItemView, OrderView } from "../order/views.ts";

/** Seconds a link to a file lives. */
export const linkSeconds = 900;

export interface ShowPorts {
  readonly orders: Orders;
  readonly files: Files;
  readonly feed: Feed;
}

/** One order with its files, findings, routing candidates and history. Rejected `not_found` also for others' orders. */
export async function showOrder(ports: ShowPorts, owner: Owner, id: string): Promise<OrderView> {
  const ref = refTo(owner, id);
  const order = await ports.orders.load(ref);
  if (!order) throw new Rejected("not_found", `There is no order ${ref.orderId}.`, { given: ref.orderId });
  const view = presentOrder(order);
  const items = view.items.map((item, place) => withDocuments(ports.files, order, { ...item, place }));
  return { ...view, items: await Promise.all(items), history: await ports.feed.ofOrder(ref) };
}

/** The merchant's orders, newest first, in short. */
export async function listOrders(
  orders: Orders,
  owner: Owner,
  filter: OrdersQuery,
): Promise<Page<OrderView>> {
  const { items, nextCursor } = await orders.list(owner, filter);
  return { items: items.map(presentOrder), nextCursor };
}

async function withDocuments(
  files: Files,
  order: Order,
  { place, ...view }: ItemView & { place: number },
): Promise<ItemView> {
  const item = order.items[place];
  if (!item || order.filesDeletedAt) return view;
  const [rendered, candidates] = await Promise.all([renderedOf(files, item), candidatesOf(files, item)]);
  const route = view.route && { ...view.route, candidates };
  if (!rendered) return { ...view, route };
  const link = (key: string) => files.link(key, linkSeconds);
  return {
    ...view,
    route,
    files: await Promise.all(rendered.components.map((component) => fileView(files, component))),
    previews: await Promise.all(
      rendered.previews.map(async ({ key, annotatedKey, ...preview }) => ({
        ...preview,
        url: await link(key),
        annotatedUrl: annotatedKey && (await link(annotatedKey)),
      })),
    ),
    findings: rendered.findings,
  };
}

/** A press-ready file with a link to it. */
export async function fileView(files: Files, { key, ...file }: Component): Promise<FileView> {
  const [only, ...more] = file.parts;
  const sha256 = only && more.length === 0 ? only.sha256 : null;
  return { ...file, sha256, url: await files.link(key, linkSeconds) };
}

/** Gone when the files were deleted this moment, and the row does not say so yet. */
async function documentOf(files: Files, key: string | null): Promise<unknown> {
  return key === null ? undefined : files.getJson(key);
}

async function renderedOf(files: Files, { renderedDoc }: Item): Promise<Rendered | undefined> {
  const found = await documentOf(files, renderedDoc);
  return found === undefined ? undefined : Rendered.parse(found);
}

async function candidatesOf(files: Files, { routeDoc }: Item): Promise<unknown[]> {
  const found = await documentOf(files, routeDoc);
  return found === undefined ? [] : Route.parse(found).candidates;
}
