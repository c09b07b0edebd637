import * as z from "zod";
import { absent, type Table } from "../cloud/table.ts";
import type { CouponUses, UsedCoupon } from "./ports.ts";

const Row = z.object({ version: z.int(), holders: z.string() });
const Holders = z.record(z.string(), z.string().nullable());

/** Uses of coupons as rows. A thousand holders take 60 kB of the 400 that a row may have. */
export function couponUsesIn(table: Pick<Table, "get" | "put">): CouponUses {
  return {
    load: async (coupon) => {
      const row = await table.get(keyOf(coupon));
      if (!row) return undefined;
      const { version, holders } = Row.parse(row);
      return { version, holders: Holders.parse(JSON.parse(holders)) };
    },
    save: (coupon, { version, holders }) => {
      const before = { expression: "version = :before", values: { ":before": version - 1 } };
      const row = { ...keyOf(coupon), version, holders: JSON.stringify(holders) };
      return table.put(row, version === 1 ? absent : before);
    },
  };
}

function keyOf({ mode, publicationId, code }: UsedCoupon) {
  return { pk: `${mode}#coupon#${publicationId}#${code}`, sk: "uses" };
}
