import { facilities as samples } from "../../lib/catalogue/facilities.ts";
import { partedFilesIn } from "../../lib/cloud/parted-files.ts";
import { changeOrder } from "../../lib/order/change.ts";
import { fileKey } from "../../lib/order/keys.ts";
import type { RenderMessage } from "../../lib/order/messages.ts";
import { type Item, type Order, refOf } from "../../lib/order/order.ts";
import type { Facilities } from "../../lib/order/ports.ts";
import type { ItemFiles } from "../../lib/order/source.ts";
import { renderItem } from "../../lib/render/engine.ts";
import { Job, type JobSource } from "../../lib/render/job.ts";
import type { RenderPorts } from "../../lib/render/render.ts";
import type { World } from "../prepare/world.ts";

const facilities: Facilities = {
  list: async () => [],
  get: async (id) => {
    const facility = samples.find((sample) => sample.id === id);
    return facility && { ...facility, queueUrl: "http://127.0.0.1/queue" };
  },
  put: async () => {},
};

/** A station whose child works in this process, which is quicker, and counts how often it was asked. */
export function stationIn(world: World): { ports: RenderPorts; runs: () => number } {
  let runs = 0;
  const run = (job: unknown) => {
    runs += 1;
    return renderItem(Job.parse(job));
  };
  const { ledger, files } = world.ports;
  const parted = partedFilesIn(world.s3.client, "bucket");
  return { ports: { ledger, files, parted, facilities, child: { run } }, runs: () => runs };
}

/** An order whose one item was prepared from these sources and routed to Amsterdam. */
export async function routed(
  world: World,
  sources: readonly JobSource[],
  { cover, ...edit }: Partial<Item> & Pick<ItemFiles, "cover"> = {},
): Promise<Order> {
  const images = sources.map(() => ({ url: "https://example.org/photo.jpg" }));
  const files: ItemFiles = { images, cover };
  const order = await world.order({ productId: "postcard-a6", files });
  const preparedDoc = fileKey(refOf(order), "doc", "prepared");
  await world.ports.files.putJson(preparedDoc, {
    sources: sources.map(({ measured }) => measured),
    pages: sources.length,
  });
  for (const { path, measured } of new Map(sources.map((each) => [each.measured.sha256, each])).values()) {
    const key = fileKey(refOf(order), "src", measured.sha256);
    await world.ports.files.putFile(key, { path, bytes: measured.bytes, type: measured.type });
  }
  const found: Partial<Item> = {
    state: "routed",
    preparedDoc,
    facilityId: "test-amsterdam",
    pages: sources.length,
  };
  const ref = refOf(order);
  return changeOrder(world.ports.ledger, ref, (current) => ({
    ...current,
    items: current.items.map((item) => ({ ...item, ...found, ...edit })),
  }));
}

export function messageFor(order: Order, generation = 1): RenderMessage {
  const [item] = order.items;
  if (!item) throw new Error("the order has no item");
  return { v: 1, kind: "render", ...refOf(order), itemId: item.id, generation, effectId: "e" };
}

export async function itemAfter(world: World, order: Order): Promise<Item> {
  const item = (await world.ports.ledger.orders.load(refOf(order)))?.items[0];
  if (!item) throw new Error("the order is gone");
  return item;
}

export function sentIn(world: World): string[] {
  return world.sent.flatMap((parcel) => {
    if (parcel.to === "facility") return ["facility"];
    return [parcel.message.kind === "event" ? parcel.message.event.type : parcel.message.kind];
  });
}
