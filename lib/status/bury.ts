import * as z from "zod";
import { changeOrder, type Ledger } from "../order/change.ts";
import { ItemId, MerchantId, Mode, OrderId, TicketId } from "../order/ids.ts";
import type { Alerts, DeadLetter, DeadLetters, TicketIndex, TicketPointer } from "../order/ports.ts";
import { isFinal } from "../order/states.ts";
import { holdItem } from "../order/transitions.ts";

export interface BuryPorts {
  readonly ledger: Ledger;
  readonly alerts: Alerts;
  readonly ticketIndex: TicketIndex;
  readonly deadLetters: DeadLetters;
}

const Pointer = z.object({ mode: Mode, merchantId: MerchantId, orderId: OrderId, itemId: ItemId.optional() });
const Bell = z.object({ ticketId: TicketId });

/** Puts the item of every dead letter on hold and opens one alert each. The letters stay, for the redrive. */
export async function bury(ports: BuryPorts, now: Date): Promise<number> {
  const letters = await ports.deadLetters.look();
  for (const letter of letters) await buryOne(ports, letter, now);
  return letters.length;
}

/** A letter that names nobody is told to live's operators. */
async function buryOne(ports: BuryPorts, { queue, body }: DeadLetter, now: Date): Promise<void> {
  const at = await pointerOf(ports.ticketIndex, body);
  const subject = at ? `${at.orderId}/${at.itemId ?? "order"}` : body.slice(0, 200);
  const alert = {
    kind: `dead_letter_${queue}`,
    subject,
    mode: at?.mode ?? "live",
    detail: body.slice(0, 2000),
  };
  await ports.alerts.open(alert, now);
  if (at) await holdAll(ports.ledger, at);
}

type At = Omit<TicketPointer, "itemId"> & { readonly itemId?: string | undefined };

async function pointerOf(index: TicketIndex, body: string): Promise<At | undefined> {
  const content = parsed(body);
  const pointer = Pointer.safeParse(content);
  if (pointer.success) return pointer.data;
  const bell = Bell.safeParse(content);
  if (!bell.success) return undefined;
  return (await index.find("live", bell.data.ticketId)) ?? (await index.find("test", bell.data.ticketId));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

async function holdAll(ledger: Ledger, at: At): Promise<void> {
  await changeOrder(ledger, at, (order) => {
    const stuck = order.items.filter(({ id, state }) => !isFinal(state) && (at.itemId ?? id) === id);
    const held = stuck.reduce((next, { id }) => holdItem(next, { itemId: id, code: "stuck" }, ledger), order);
    return held === order ? undefined : held;
  });
}
