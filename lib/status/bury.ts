import { createHash } from "node:crypto";
import * as z from "zod";
import { changeOrder, type Ledger } from "../order/change.ts";
import { faultsOf } from "../order/each-due.ts";
import { Rejected } from "../order/errors.ts";
import { ItemId, MerchantId, Mode, OrderId, PreflightId, TicketId } from "../order/ids.ts";
import type { Item } from "../order/order.ts";
import type { Alerts, DeadLetter, DeadLetters, TicketIndex, TicketPointer } from "../order/ports.ts";
import { isFinal } from "../order/states.ts";
import { holdItem } from "../order/transitions.ts";

export interface BuryPorts {
  readonly ledger: Ledger;
  readonly alerts: Alerts;
  readonly ticketIndex: TicketIndex;
  readonly deadLetters: DeadLetters;
}

const generation = z.int().optional();
const Pointer = z.object({
  ...{ mode: Mode, merchantId: MerchantId, orderId: OrderId, itemId: ItemId.optional(), generation },
});
const Bell = z.object({ ticketId: TicketId, generation });
/** Of no order: it stays waiting, and nothing of an order stands still. */
const OfPreflight = z.object({ mode: Mode, preflightId: PreflightId });

/** Puts the item of every dead letter on hold and opens one alert each. The letters stay, for the redrive. */
export async function bury(ports: BuryPorts, now: Date): Promise<number> {
  const letters = await ports.deadLetters.look();
  const faults = await faultsOf(letters, (letter) => buryOne(ports, letter, now));
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} dead letters stayed unburied`);
  return letters.length;
}

async function buryOne(ports: BuryPorts, { queue, body }: DeadLetter, now: Date): Promise<void> {
  const at = await pointerOf(ports.ticketIndex, body);
  const about = at ? { mode: at.mode, subject: `${at.orderId}/${at.itemId ?? "order"}` } : withoutOrder(body);
  const detail = body.slice(0, 2000).toWellFormed();
  await ports.alerts.open({ kind: `dead_letter_${queue}`, ...about, detail }, now);
  // A dead event is missing from the feed, but stands in no item's way.
  if (at && queue !== "project") await holdAll(ports.ledger, at);
}

type At = Omit<TicketPointer, "itemId"> & {
  readonly itemId?: string | undefined;
  readonly generation?: number | undefined;
};

async function pointerOf(index: TicketIndex, body: string): Promise<At | undefined> {
  const content = parsed(body);
  const pointer = Pointer.safeParse(content);
  if (pointer.success) return pointer.data;
  const bell = Bell.safeParse(content);
  if (!bell.success) return undefined;
  const { ticketId } = bell.data;
  const found = (await index.find("live", ticketId)) ?? (await index.find("test", ticketId));
  return found && { ...found, generation: bell.data.generation };
}

/** A letter that names nobody is told to live's operators. */
function withoutOrder(body: string): { mode: Mode; subject: string } {
  const named = OfPreflight.safeParse(parsed(body));
  if (named.success) return { mode: named.data.mode, subject: named.data.preflightId };
  return { mode: "live", subject: hashOf(body) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function hashOf(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

async function holdAll(ledger: Ledger, at: At): Promise<void> {
  await changeOrder(ledger, at, (order) => {
    const stuck = order.items.filter((item) => !isFinal(item.state) && isMeant(at, item));
    const held = stuck.reduce((next, { id }) => holdItem(next, { itemId: id, code: "stuck" }, ledger), order);
    return held === order ? undefined : held;
  }).catch(unlessUnknown);
}

/** Of an item the letter's own generation; what became of it since is not stuck. */
function isMeant({ itemId, generation: old }: At, { id, generation }: Item): boolean {
  return itemId === undefined || (itemId === id && (old ?? generation) === generation);
}

/** A letter may name an order that never was. */
function unlessUnknown(error: unknown): void {
  if (!(error instanceof Rejected)) throw error;
}
