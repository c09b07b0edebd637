import * as z from "zod";
import type { PreflightRef } from "../order/keys.ts";
import type { Preflights } from "../order/ports.ts";
import { Preflight } from "../order/preflight.ts";
import { absent, type Row, type Table } from "./table.ts";

const PreflightRow = z.object({
  preflight: z.string().transform((text) => Preflight.parse(JSON.parse(text))),
});

/** Preflights as rows that the table forgets by itself, some days after they expired. */
export function preflightsIn(table: Table): Preflights {
  return {
    load: async (ref) => {
      const row = await table.get(keyOf(ref));
      return row && PreflightRow.parse(row).preflight;
    },
    create: (preflight) => table.put(rowOf(preflight), absent),
    finish: async (preflight) => {
      await table.put(rowOf(preflight), {
        expression: "preflightState = :waiting",
        values: { ":waiting": "waiting" },
      });
    },
  };
}

function keyOf({ mode, merchantId, preflightId }: PreflightRef) {
  return { pk: `${mode}#${merchantId}#${preflightId}`, sk: "preflight" };
}

function rowOf(preflight: Preflight): Row & { pk: string; sk: string } {
  const { id: preflightId, mode, merchantId, state, expiresAt } = preflight;
  return {
    ...keyOf({ mode, merchantId, preflightId }),
    preflightState: state,
    expiresAt: Math.floor(Date.parse(expiresAt) / 1000),
    preflight: JSON.stringify(preflight),
  };
}
