import * as z from "zod";
import { Mode } from "../order/ids.ts";
import type { Alerts } from "../order/ports.ts";
import { absent, type Table } from "./table.ts";

const AlertRow = z.object({
  kind: z.string(),
  subject: z.string(),
  mode: Mode,
  detail: z.string(),
  openedAt: z.string(),
});

/** Open problems: one row per (kind, subject), there while it is open. */
export function alertsIn(table: Table): Alerts {
  return {
    open: (alert, at) =>
      table.put({ ...keyOf(alert.mode, alert), ...alert, openedAt: at.toISOString() }, absent),
    close: (kind, subject, mode) => table.remove(keyOf(mode, { kind, subject })),
    list: async (mode) => {
      const values = { ":alerts": `${mode}#alerts` };
      const rows = await table.searchAll({ expression: "pk = :alerts", values });
      return rows.map((row) => AlertRow.parse(row));
    },
  };
}

function keyOf(mode: Mode, { kind, subject }: { kind: string; subject: string }) {
  return { pk: `${mode}#alerts`, sk: `${kind}#${subject}` };
}
