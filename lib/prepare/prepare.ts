import { createHash } from "node:crypto";
import { productOf } from "../catalogue/products.ts";
import { changeOrder, type Ledger } from "../order/change.ts";
import { Rejected } from "../order/errors.ts";
import { fileKey, type OrderRef } from "../order/keys.ts";
import { type Measured, Prepared } from "../order/measured.ts";
import type { PrepareMessage } from "../order/messages.ts";
import { type Item, itemOf } from "../order/order.ts";
import type { Files } from "../order/ports.ts";
import { ItemFiles } from "../order/source.ts";
import type { Uploads } from "../order/upload-ports.ts";
import type { Outbound } from "./fetch.ts";
import { withFolder } from "./folder.ts";
import type { Measurer } from "./measure-batch.ts";
import { begun, failed, isWaiting, prepared } from "./outcome.ts";
import { checkInside, countPages } from "./pages.ts";
import { takeIn } from "./take-in.ts";

export interface PreparePorts {
  readonly ledger: Ledger;
  readonly files: Files;
  readonly uploads: Uploads;
  readonly outbound: Outbound;
  readonly measurer: Measurer;
}

/** What the child of a prepare function of 2,048 MB may use: the rest is the parent's. */
export const measurerCaps = { memoryMb: 1_500, seconds: 300 } as const;

/** Which try it is: on the last, a source that still does not answer is the order's fault. */
export interface Chance {
  readonly last: boolean;
}

/**
 * Fetches the sources of one item, measures them, stores them under their hashes and records what was found; the last
 * item of an order sends it on to routing. What is wrong with a file fails the item on record.
 */
export async function prepare(ports: PreparePorts, message: PrepareMessage, chance: Chance): Promise<void> {
  const { ledger } = ports;
  const order = await changeOrder(ledger, message, (current) => begun(current, message, ledger));
  const item = itemOf(order, message.itemId);
  if (!item || !isWaiting(item, message)) return;
  try {
    const made = await prepareItem(ports, { ref: message, item, last: chance.last });
    await changeOrder(ledger, message, (current) => prepared(current, { ...made, ...message }, ledger));
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    await changeOrder(ledger, message, (current) => failed(current, { error, ...message }, ledger));
  }
}

interface Job extends Chance {
  readonly ref: OrderRef;
  readonly item: Item;
}

async function prepareItem(ports: PreparePorts, { ref, item, last }: Job) {
  const product = productOf(item.productId);
  if (!product) throw new Rejected("unknown_product", `There is no product ${item.productId}.`);
  const files = ItemFiles.parse(await ports.files.getJson(item.filesDoc));
  const check = (measured: readonly Measured[]) => checkInside(measured, product);
  const sources = await withFolder((folder) => takeIn(ports, { ref, files, last, folder, check }));
  const count = countPages(sources, product);
  const doc = Prepared.parse({ sources, pages: count.pages });
  const preparedDoc = fileKey(ref, "doc", createHash("sha256").update(JSON.stringify(doc)).digest("hex"));
  await ports.files.putJson(preparedDoc, doc);
  return { preparedDoc, ...count };
}
