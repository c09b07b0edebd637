import { changeOrder, type Ledger } from "../order/change.ts";
import { Rejected, UploadGone } from "../order/errors.ts";
import type { OrderRef } from "../order/keys.ts";
import { Prepared } from "../order/measured.ts";
import type { RenderMessage } from "../order/messages.ts";
import { type Failure, type Item, itemOf, type Order, refOf } from "../order/order.ts";
import type { Facilities, Files, PartedFiles } from "../order/ports.ts";
import { ItemFiles } from "../order/source.ts";
import { editItem, effectId, failItem, moveItem, withEffect, withEvent } from "../order/transitions.ts";
import { assembled } from "./assemble.ts";
import { fanOut } from "./fan-out.ts";
import { imageBookOf, judgedPages } from "./image-book.ts";
import { engine, type Spec } from "./job.ts";
import { type Child, make, makeShare } from "./make.ts";
import { docKey, documentKey, Plan, planKey, recordKey } from "./plan.ts";
import { type Finished, writeReceipt } from "./receipt.ts";
import { specOf } from "./spec.ts";

export interface RenderPorts {
  readonly ledger: Ledger;
  readonly files: Files;
  readonly parted: PartedFiles;
  readonly facilities: Facilities;
  readonly child: Child;
}

/** What the child of a render function of 3,008 MB and 900 s may use: the rest is the parent's. */
export const childCaps = {
  memoryMb: 2_400,
  seconds: 840,
  fileMb: 4_000,
  timeoutCode: "render_timeout",
} as const;

/** Makes an item's print files for the facility it was routed to, once, and hands it on to dispatch. */
export async function render(ports: RenderPorts, message: RenderMessage): Promise<void> {
  const { ledger } = ports;
  const order = await changeOrder(ledger, message, (current) => started(current, message, ledger));
  const item = waiting(order, message);
  if (!item) return;
  try {
    const asked = { order, item, message };
    const doc = await (message.share ? shared(ports, asked, message.share) : rendered(ports, asked));
    // Of a book that many workers make, the last one hands it on.
    if (doc === undefined) return;
    await changeOrder(ledger, message, (current) => {
      const still = waiting(current, message);
      return still && handedOn(current, { item: still, doc }, ledger);
    });
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    const failure = failureOf(error, order, item);
    await changeOrder(ledger, message, (current) => {
      const still = waiting(current, message);
      return still && failItem(current, { itemId: still.id, failure }, ledger);
    });
  }
}

function started(order: Order, { itemId, generation }: RenderMessage, ledger: Ledger): Order | undefined {
  const item = itemOf(order, itemId);
  if (item?.state !== "routed" || item.generation !== generation) return undefined;
  return moveItem(order, { itemId, to: "rendering" }, ledger);
}

interface Waiting extends Item {
  readonly facilityId: string;
  readonly preparedDoc: string;
}

/** The item, if it is still being rendered, in the message's generation; stale and repeated messages find none. */
function waiting(order: Order, { itemId, generation }: RenderMessage): Waiting | undefined {
  const item = itemOf(order, itemId);
  if (item?.state !== "rendering" || item.generation !== generation || item.renderedDoc !== null)
    return undefined;
  const { facilityId, preparedDoc } = item;
  return facilityId === null || preparedDoc === null ? undefined : { ...item, facilityId, preparedDoc };
}

/** An item that waits to be rendered, and the message that says so. */
interface Asked {
  readonly order: Order;
  readonly item: Waiting;
  readonly message: RenderMessage;
}

/** Key of the rendered document, which may be there already; undefined of a large book: now many are asked to make it. */
async function rendered(ports: RenderPorts, asked: Asked): Promise<string | undefined> {
  const [ref, spec] = [refOf(asked.order), await specFor(ports, asked)];
  const doc = docKey(ref, spec.spec);
  if ((await ports.files.bytesOf(doc)) !== undefined) return doc;
  const book = imageBookOf(spec);
  const known = await ports.files.bytesOf(documentKey(ref, spec, "inside"));
  if (!book || book.chunks.length === 1 || known !== undefined) return alone(ports, ref, spec);
  judgedPages(book, spec, { from: 0, to: book.pages.length });
  await fanOut({ ...ports, outbox: ports.ledger.outbox }, { ref, spec, book, message: asked.message });
  return undefined;
}

/** Key of the rendered document where this share was the last that was missing. */
async function shared(ports: RenderPorts, asked: Asked, { spec, at }: Shared): Promise<string | undefined> {
  const { files } = ports;
  const ref = refOf(asked.order);
  const doc = docKey(ref, spec);
  if ((await files.bytesOf(doc)) !== undefined) return doc;
  const plan = Plan.safeParse(await files.getJson(planKey(ref, spec))).data;
  // Planned before a deployment: other workers' pages may be of another engine.
  if (plan?.engine !== engine) return alone(ports, ref, await specFor(ports, asked));
  try {
    const known = await files.getJson(recordKey(ref, plan, at));
    if (known === undefined) await makeShare(ports, ref, { plan, at });
    const made = await assembled(ports, ref, plan);
    return made && (await writtenDown(files, ref, made));
  } catch (error) {
    if (!(error instanceof UploadGone)) throw error;
    // A letter that was dead for days: its upload was given up, and the same bytes can be made without one.
    return alone(ports, ref, plan.spec);
  }
}

type Shared = NonNullable<RenderMessage["share"]>;

async function alone(ports: RenderPorts, ref: OrderRef, spec: Spec): Promise<string> {
  return writtenDown(ports.files, ref, await make(ports, ref, spec));
}

async function writtenDown(files: Files, ref: OrderRef, finished: Finished): Promise<string> {
  const doc = docKey(ref, finished.spec.spec);
  await writeReceipt(files, ref, finished);
  // Last, because its presence says that all the rest is there.
  await files.putJson(doc, finished.made);
  return doc;
}

async function specFor({ files, facilities }: RenderPorts, { order, item }: Asked): Promise<Spec> {
  const facility = await facilities.get(item.facilityId);
  if (!facility) throw new Error(`there is no facility ${item.facilityId} any more`);
  const prepared = Prepared.parse(await files.getJson(item.preparedDoc));
  const asked = ItemFiles.parse(await files.getJson(item.filesDoc));
  return specOf({ order, item, files: asked, prepared, facility });
}

function handedOn(order: Order, { item, doc }: { item: Item; doc: string }, ledger: Ledger): Order {
  const { id: itemId, generation, facilityId, pages } = item;
  const edited = editItem(order, itemId, (current) => ({ ...current, renderedDoc: doc }));
  const data = { facilityId, pages, generation };
  const told = withEvent(edited, { type: "item.rendered", itemId, data }, ledger);
  return withEffect(told, { kind: "dispatch", id: effectId(item, "dispatch"), itemId, generation });
}

/** Pointers of the engine start at the item's files; those of the order at the request. */
function failureOf({ code, message, blame }: Rejected, order: Order, item: Item): Failure {
  const { pointer = "", ...shown } = blame;
  const place = order.items.findIndex(({ id }) => id === item.id);
  return { code, detail: message, pointer: `/items/${place}/files${pointer}`, ...shown };
}
