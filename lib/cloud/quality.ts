import * as z from "zod";
import { Unavailable } from "../order/errors.ts";
import type { Clock } from "../order/ports.ts";
import type { Quality } from "../order/routing-ports.ts";
import { absent, type Table } from "./table.ts";

/** What a facility did longer ago says nothing of today. */
const keptDays = 30;
const daySeconds = 86_400;
/** Lost races before the message that brought the word goes back on its queue. */
const maxAttempts = 20;

const DayRow = z.object({
  shipped: z.number().default(0),
  refused: z.number().default(0),
  late: z.number().default(0),
  counted: z.number().default(0),
});
type DayRow = z.infer<typeof DayRow>;

/**
 * One row a facility and day, and a mark for each word of an item, so that hearing it twice adds nothing. A crash
 * between mark and row loses one count: these are numbers to compare by, not to pay by.
 */
export function qualityIn(table: Table, clock: Clock): Quality {
  return {
    record: async (facilityId, word, itemId) => {
      const expiresAt = Math.floor(clock.now().getTime() / 1000) + keptDays * daySeconds;
      const mark = { pk: `quality#${facilityId}#heard`, sk: `${itemId}#${word}`, expiresAt };
      if (await table.put(mark, absent)) await count({ table, word, expiresAt }, dayKey(facilityId, clock));
    },
    of: async (facilityId) => {
      const since = dayOf(new Date(clock.now().getTime() - keptDays * daySeconds * 1000));
      const values = { ":days": `quality#${facilityId}`, ":since": since };
      const rows = await table.searchAll({ expression: "pk = :days and sk >= :since", values });
      const days = rows.map((row) => DayRow.parse(row));
      return { shipped: sum(days, "shipped"), refused: sum(days, "refused"), late: sum(days, "late") };
    },
  };
}

interface Counting {
  readonly table: Table;
  readonly word: "shipped" | "refused" | "late";
  readonly expiresAt: number;
}

async function count({ table, word, expiresAt }: Counting, key: { pk: string; sk: string }): Promise<void> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const found = await table.get(key);
    const day = DayRow.parse(found ?? {});
    const next = { ...key, ...day, [word]: day[word] + 1, counted: day.counted + 1, expiresAt };
    const unchanged = { expression: "counted = :counted", values: { ":counted": day.counted } };
    if (await table.put(next, found ? unchanged : absent)) return;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
  }
  throw new Unavailable(`the quality of ${key.pk} was counted by others ${maxAttempts} times in a row`);
}

function dayKey(facilityId: string, clock: Clock) {
  return { pk: `quality#${facilityId}`, sk: dayOf(clock.now()) };
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function sum(days: readonly DayRow[], word: Counting["word"]): number {
  return days.reduce((total, day) => total + day[word], 0);
}
