import type { Clock, Heartbeats, Workload } from "../order/ports.ts";
import type { Table } from "./table.ts";

const keptDays = 7;

/** One row per item and day, so that counting twice adds nothing; gone after a week. */
export function workloadIn(table: Table, clock: Clock): Workload {
  return {
    add: async (facilityId, day, itemId) => {
      const expiresAt = Math.floor(clock.now().getTime() / 1000) + keptDays * 86_400;
      await table.put({ pk: `load#${facilityId}#${day}`, sk: itemId, expiresAt });
    },
    count: (facilityId, day) =>
      table.count({ expression: "pk = :day", values: { ":day": `load#${facilityId}#${day}` } }),
  };
}

export function heartbeatsIn(table: Table): Heartbeats {
  return {
    beat: async (facilityId, at) => {
      await table.put({ pk: "heartbeats", sk: facilityId, at });
    },
    last: async (facilityId) => {
      const row = await table.get({ pk: "heartbeats", sk: facilityId });
      return typeof row?.at === "string" ? row.at : undefined;
    },
  };
}
