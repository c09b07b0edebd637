import * as z from "zod";
import { Policy } from "../order/policy.ts";
import type { Policies } from "../order/routing-ports.ts";
import type { Table } from "./table.ts";

const PolicyRow = z.object({ policy: Policy });

/** One row a mode; the default where operators set none. */
export function policiesIn(table: Table): Policies {
  return {
    get: async (mode) => {
      const row = await table.get({ pk: "policies", sk: mode });
      return row ? PolicyRow.parse(row).policy : Policy.parse({});
    },
    put: async (mode, policy) => {
      await table.put({ pk: "policies", sk: mode, policy });
    },
  };
}
