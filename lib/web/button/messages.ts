/** What a framed checkout tells the page that holds it: only what may be shown, never whom it goes to. */
export type FromCheckout =
  | { readonly type: "ready" }
  | { readonly type: "price"; readonly amount: string; readonly currency: string }
  | { readonly type: "paid"; readonly reference: string; readonly amount: string; readonly currency: string }
  | { readonly type: "close" }
  | { readonly type: "error"; readonly code: string };

/** The one message a page posts to the frame's window; it brings the port that all others use. */
export const hello = "printcloud:hello:1";

const wanted = {
  ready: [],
  price: ["amount", "currency"],
  paid: ["reference", "amount", "currency"],
  close: [],
  error: ["code"],
} as const satisfies { [T in FromCheckout["type"]]: readonly (keyof Extract<FromCheckout, { type: T }>)[] };

/** Parsed copy with nothing but the known fields; undefined for what is no message of ours. */
export function parseMessage(given: unknown): FromCheckout | undefined {
  if (!isRecord(given)) return undefined;
  const { type } = given;
  if (typeof type !== "string" || !Object.hasOwn(wanted, type)) return undefined;
  const fields: readonly string[] = wanted[type as FromCheckout["type"]];
  const entries = fields.map((field) => [field, given[field]] as const);
  if (!entries.every(([, value]) => typeof value === "string" && value.length <= 100)) return undefined;
  // The table above and the type are checked against each other.
  return { type, ...Object.fromEntries(entries) } as FromCheckout;
}

function isRecord(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === "object" && given !== null;
}
