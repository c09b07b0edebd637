import * as z from "zod";
import { PositionedEvent } from "../order/event.ts";
import type { EventMessage } from "../order/messages.ts";
import type { Feed, Owner } from "../order/ports.ts";
import { orderPk } from "./orders.ts";
import { absent, type Row, type Table } from "./table.ts";

const EventRow = z.object({ event: PositionedEvent });
const HeadRow = z.object({ position: z.int() });

/**
 * The merchant's feed. One writer at a time per merchant and mode (the FIFO queue's group), which may crash anywhere:
 * an event takes the next free place in the feed, then is noted in its order's history, then the head moves up.
 */
export function feedIn(table: Table): Feed {
  return {
    append: (message) => append(table, message),
    read: async (owner, after, limit) => {
      const { rows } = await table.search({
        expression: "pk = :feed AND sk BETWEEN :first AND :last",
        values: { ":feed": feedPk(owner), ":first": place(after + 1), ":last": place(999_999_999_999) },
        limit,
      });
      return rows.map((row) => EventRow.parse(row).event);
    },
    ofOrder: async (ref) => {
      const rows = await table.searchAll({
        expression: "pk = :order AND begins_with(sk, :event)",
        values: { ":order": orderPk(ref), ":event": "event#" },
      });
      return rows.map((row) => EventRow.parse(row).event);
    },
  };
}

async function append(table: Table, { event, ...ref }: EventMessage): Promise<number> {
  const history = { pk: orderPk(ref), sk: `event#${String(event.sequence).padStart(6, "0")}` };
  const head = { pk: feedPk(ref), sk: "head" };
  // The head first: where it is past this event's place, the history that is read after it has the event.
  const before = await table.get(head);
  const noted = await table.get(history);
  if (noted) return EventRow.parse(noted).event.position;
  const position = await takePlace(
    table,
    { pk: head.pk, event },
    before ? HeadRow.parse(before).position : 0,
  );
  await table.put({ ...history, event: { ...event, position } });
  await table.put({ ...head, position });
  return position;
}

/** The first place after `head` that is free, or that a crashed try took for this very event. */
async function takePlace(
  table: Table,
  { pk, event }: { pk: string; event: EventMessage["event"] },
  head: number,
): Promise<number> {
  for (let position = head + 1; ; position++) {
    const row: Row & { pk: string; sk: string } = { pk, sk: place(position), event: { ...event, position } };
    if (await table.put(row, absent)) return position;
    const taken = EventRow.parse(await table.get({ pk, sk: row.sk })).event;
    if (taken.id === event.id) return position;
  }
}

function feedPk({ mode, merchantId }: Owner): string {
  return `${mode}#${merchantId}#feed`;
}

/** Sort keys of the feed compare as text. */
function place(position: number): string {
  return String(position).padStart(12, "0");
}
