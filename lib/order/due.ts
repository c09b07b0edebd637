import { portion } from "./money.ts";
import { type KeptLine, type KeptPrice, type PriceTotals, totalsOf } from "./price.ts";

/**
 * What is owed of a price by now: a product for the copies that were not taken off, cancelled or given up, and shipping
 * while anything of its shipment is left. `copiesOf` takes the place of an item in the order.
 */
export function dueOf(price: KeptPrice, copiesOf: (itemIndex: number) => number): PriceTotals {
  let left = 0;
  const lines = price.lines.map((line) => {
    if (line.itemIndex === null) {
      const part = shareOf(line, Math.min(1, left));
      left = 0;
      return part;
    }
    const copies = Math.min(line.quantity, copiesOf(line.itemIndex));
    left += copies;
    return shareOf(line, copies);
  });
  return totalsOf({ ...price, lines });
}

function shareOf(line: KeptLine, copies: number): KeptLine {
  const { net, tax, quantity } = line;
  return { ...line, net: portion(net, copies, quantity), tax: portion(tax, copies, quantity) };
}
