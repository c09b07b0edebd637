import { changeOrder, type Ledger } from "../order/change.ts";
import { Rejected } from "../order/errors.ts";
import { fileKey } from "../order/keys.ts";
import { Prepared } from "../order/measured.ts";
import type { RenderMessage } from "../order/messages.ts";
import { type Failure, type Item, itemOf, type Order, refOf } from "../order/order.ts";
import type { Facilities, Files } from "../order/ports.ts";
import { ItemFiles } from "../order/source.ts";
import { editItem, effectId, failItem, moveItem, withEffect, withEvent } from "../order/transitions.ts";
import { type Child, make } from "./make.ts";
import { specOf } from "./spec.ts";

export interface RenderPorts {
  readonly ledger: Ledger;
  readonly files: Files;
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
    const doc = await rendered(ports, order, item);
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

/** Key of the rendered document; the work is skipped where the same spec was rendered before. */
async function rendered(
  { files, facilities, child }: RenderPorts,
  order: Order,
  item: Waiting,
): Promise<string> {
  const facility = await facilities.get(item.facilityId);
  if (!facility) throw new Error(`there is no facility ${item.facilityId} any more`);
  const prepared = Prepared.parse(await files.getJson(item.preparedDoc));
  const asked = ItemFiles.parse(await files.getJson(item.filesDoc));
  const spec = specOf({ order, item, files: asked, prepared, facility });
  const ref = refOf(order);
  const doc = fileKey(ref, "doc", spec.spec);
  if ((await files.bytesOf(doc)) !== undefined) return doc;
  const made = await make({ files, child }, ref, spec);
  await files.putJson(fileKey(ref, "receipt", spec.spec), made);
  // Last, because its presence says that all the rest is there.
  await files.putJson(doc, made);
  return doc;
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
