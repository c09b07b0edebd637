import type { Table } from "../cloud/table.ts";
import type { Clock } from "../order/ports.ts";
import type { Tills } from "./ports.ts";
import type { Settings } from "./settings-in.ts";
import { invoiceTill } from "./till/invoice-till.ts";
import { testTill } from "./till/test-till.ts";

interface TillsPorts {
  readonly table: Table;
  readonly settings: Pick<Settings, "of">;
  readonly clock: Clock;
  readonly site: string;
}

/** The till of each method. */
export function tillsOf(ports: TillsPorts): Tills {
  const test = testTill(ports);
  return async (mode, method) => {
    if (method === "invoice") return invoiceTill;
    if (method === "test") return test;
    const { stripe } = await ports.settings.of(mode);
    if (!stripe) throw new Error("a payment with Stripe, which is not connected any more");
    // A third of the function: whoever only looks at a price does not wait for it.
    const { stripeTill } = await import("./till/stripe-till.ts");
    return stripeTill(stripe);
  };
}
