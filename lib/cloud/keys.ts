import { createHash } from "node:crypto";
import type { Mode } from "../order/ids.ts";
import type { Grants, KeyStore } from "../order/ports.ts";
import { KeyRow, readKey } from "../order/principal.ts";
import type { Table } from "./table.ts";

/** Keys by their SHA-256: what is stored cannot be used to call. */
export function keysIn(table: Table): KeyStore & Grants {
  return {
    find: async (key) => {
      const read = readKey(key);
      const row = read && (await table.get(keyOf(read.mode, key)));
      return row && KeyRow.parse(row);
    },
    put: async (key, row) => {
      await table.put({ ...keyOf(row.principal.mode, key), ...row });
    },
    putMerchant: async ({ id, mode, ...merchant }) => {
      await table.put({ pk: `${mode}#${id}`, sk: "merchant", ...merchant });
    },
    isMerchant: async (mode, merchantId) =>
      (await table.get({ pk: `${mode}#${merchantId}`, sk: "merchant" })) !== undefined,
    grant: async (mode, merchantId, appId) => {
      await table.put({ pk: `${mode}#${merchantId}`, sk: `grant#${appId}` });
    },
    granted: async (mode, merchantId, appId) =>
      (await table.get({ pk: `${mode}#${merchantId}`, sk: `grant#${appId}` })) !== undefined,
  };
}

/** What a key is stored and logged under. */
function keyHash(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function keyOf(mode: Mode, key: string) {
  return { pk: `${mode}#key#${keyHash(key)}`, sk: "key" };
}
