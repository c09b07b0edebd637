import { createHash } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";
import { filesIn } from "../../lib/cloud/files.ts";
import { ordersIn } from "../../lib/cloud/orders.ts";
import { fetchToFile } from "../../lib/cloud/outbound.ts";
import { systemClock, systemIds } from "../../lib/cloud/system.ts";
import { table } from "../../lib/cloud/table.ts";
import { uploadsIn } from "../../lib/cloud/uploads.ts";
import { openDynamo } from "../../lib/laptop/dynamo/dynamo.ts";
import type { Ledger } from "../../lib/order/change.ts";
import { uploadKey } from "../../lib/order/keys.ts";
import type { Parcelled, PrepareMessage } from "../../lib/order/messages.ts";
import type { Failure, Item, Order } from "../../lib/order/order.ts";
import type { Owner } from "../../lib/order/ports.ts";
import type { ItemFiles } from "../../lib/order/source.ts";
import { measureAll } from "../../lib/prepare/measure.ts";
import { type PreparePorts, prepare } from "../../lib/prepare/prepare.ts";
import { openTestS3 } from "../laptop/s3/open.ts";
import { serve, testAccountId } from "../laptop/serve.ts";

const region = "eu-central-1";
export const owner: Owner = { mode: "test", merchantId: systemIds.next("mer") };

/** The station on its real adapters; only what it sends is kept here instead of queued. */
export async function openWorld() {
  const s3 = await openTestS3();
  const rows = table(await openTable(), "table");
  const sent: Parcelled[] = [];
  const allowedOrigins: string[] = [];
  const outbox = {
    send: async (parcels: readonly Parcelled[]) => {
      sent.push(...parcels);
      return parcels.map(({ effectId }) => effectId);
    },
  };
  const ledger: Ledger = { orders: ordersIn(rows), outbox, clock: systemClock, ids: systemIds };
  const ports: PreparePorts = {
    ledger,
    files: filesIn(s3.client, "bucket"),
    uploads: uploadsIn(rows),
    outbound: { fetchToFile: (url, to) => fetchToFile(url, { ...to, allowedOrigins }) },
    // In this process, because a child takes 0.4 s to start; one test and the bombs have the child.
    measurer: { run: measureAll },
  };
  return {
    ports,
    sent,
    s3,
    /** Serves sources from an origin that the operator allows. */
    source: async (listener: RequestListener) => {
      const origin = await listening(listener);
      allowedOrigins.push(origin);
      return origin;
    },
    upload: async (content: Buffer, state: "open" | "complete" = "complete") => {
      const fileId = systemIds.next("fil") as `fil_${string}`;
      const key = uploadKey(owner.mode, owner.merchantId, fileId);
      await s3.client.send(new PutObjectCommand({ Bucket: "bucket", Key: key, Body: content }));
      const upload = { fileId, key, bytes: content.length, type: "image/jpeg", state, multipartId: null };
      await ports.uploads.put(owner, upload);
      return fileId;
    },
    order: (...wishes: Wish[]) => storeOrder(ports, wishes),
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export interface Wish {
  readonly productId: string;
  readonly files: ItemFiles;
}

async function storeOrder({ ledger, files }: PreparePorts, wishes: readonly Wish[]): Promise<Order> {
  const id = systemIds.next("ord");
  const items = wishes.map(({ productId, files }) => newItem(productId, `doc-${hashOf(files)}`));
  await Promise.all(wishes.map((wish) => files.putJson(`doc-${hashOf(wish.files)}`, wish.files)));
  const now = new Date().toISOString();
  const order: Order = {
    ...{ id, ...owner, merchantReference: null, shippingLevel: "standard", settlement: "account" },
    ...{
      recipient: null,
      countryCode: "NL",
      quoteId: null,
      price: null,
      metadata: {},
      idempotency: null,
      createdAt: now,
      updatedAt: now,
    },
    ...{ version: 1, sequence: 0, items, shipments: [], effects: [], restedAt: null, filesDeletedAt: null },
  };
  await ledger.orders.create(order);
  return order;
}

function newItem(productId: string, filesDoc: string): Item {
  return {
    ...{ id: systemIds.next("itm"), ticketId: systemIds.next("tkt"), productId, quantity: 1, fit: "fill" },
    ...{ state: "received", generation: 1, filesDoc, preparedDoc: null, routeDoc: null, renderedDoc: null },
    ...{ pages: null, facilityId: null, shipmentId: null, reasons: [], tried: [], shipBy: null },
    ...{
      reported: { failed: false, refused: false, gone: false },
      hold: null,
      failure: null,
      deadline: null,
    },
  };
}

export function messageFor(order: Order, place = 0): PrepareMessage {
  const item = order.items[place];
  if (!item) throw new Error("the order has no such item");
  const address = { mode: order.mode, merchantId: order.merchantId, orderId: order.id };
  return { v: 1, kind: "prepare", ...address, itemId: item.id, generation: item.generation, effectId: "e" };
}

/** Works one item's message and answers the item as it is stored then. */
export async function worked({ ports }: World, order: Order, how: { place?: number; last?: boolean } = {}) {
  const { place = 0, last = false } = how;
  const message = messageFor(order, place);
  await prepare(ports, message, { last });
  const after = await ports.ledger.orders.load(message);
  const item = after?.items[place];
  if (!after || !item) throw new Error("the order is gone");
  return { order: after, item };
}

/** How the only item of an order with these files fails. */
export async function failureOf(
  world: World,
  files: ItemFiles,
  productId = "poster-a3",
): Promise<Failure | null> {
  return (await worked(world, await world.order({ productId, files }), { last: true })).item.failure;
}

export function hashOf(content: unknown): string {
  const bytes = Buffer.isBuffer(content) ? content : JSON.stringify(content);
  return createHash("sha256").update(bytes).digest("hex");
}

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is never a string
}

async function openTable(): Promise<DynamoDBClient> {
  const dynamo = await openDynamo({ region, accountId: testAccountId });
  await dynamo.createTable({
    TableName: "table",
    AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    BillingMode: "PAY_PER_REQUEST",
  });
  const served = await serve(dynamo.service);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new DynamoDBClient({ endpoint: served.endpoint, region, credentials, maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await served.close();
    await dynamo.close();
  });
  return client;
}
