import type { Ticket } from "../order/ticket.ts";

/** What was chosen among the product's options as people read it: `wrapColour` is "Wrap colour". */
export function choices({ product }: Ticket): [name: string, value: string][] {
  return Object.entries(product.options ?? {}).map(([name, value]) => [spoken(name), value]);
}

function spoken(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
