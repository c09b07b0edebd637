/** One Lambda of the REST API: which routes it serves is in `routes`. */
export interface Door {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly impact: string;
}

export const doors = {
  catalogue: {
    memoryMb: 512,
    timeoutSeconds: 10,
    impact: "Merchants cannot read products.",
  },
  quotes: {
    memoryMb: 512,
    timeoutSeconds: 10,
    impact: "Nobody is told prices and dates: checkouts stop before they sell.",
  },
  uploads: { memoryMb: 512, timeoutSeconds: 15, impact: "Merchants cannot upload files." },
  preflights: {
    memoryMb: 512,
    timeoutSeconds: 15,
    impact: "Merchants cannot have files checked before they order.",
  },
  intake: { memoryMb: 1024, timeoutSeconds: 20, impact: "Merchants cannot order: sales are lost now." },
  orders: { memoryMb: 512, timeoutSeconds: 15, impact: "Merchants cannot read their orders and events." },
  cancel: { memoryMb: 512, timeoutSeconds: 20, impact: "Merchants cannot cancel: unwanted prints are made." },
  reprint: { memoryMb: 512, timeoutSeconds: 15, impact: "Merchants cannot have faulty prints made again." },
  credentials: {
    memoryMb: 512,
    timeoutSeconds: 10,
    impact: "Facilities cannot renew credentials: within the hour they print only what they have.",
  },
} as const satisfies Record<string, Door>;

export type DoorName = keyof typeof doors;

/** Kinds of principal, by the prefix of their key. */
export type PrincipalKind = "secret" | "publishable" | "app" | "facility";

export interface RouteSpec {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly door: DoorName;
  /** Who may call; absent where no key is needed. */
  readonly who?: readonly PrincipalKind[];
  readonly open?: true;
  /** Answers with secrets, which are never stored: an Idempotency-Key is ignored. */
  readonly secret?: true;
  /** Answers that age or name people: not stored either; the same Idempotency-Key does the same and answers anew. */
  readonly again?: true;
  readonly summary: string;
}

const merchants = ["secret", "app"] as const;
const anyMerchant = ["secret", "app", "publishable"] as const;

/** Every route of `/v1`. Gateway, functions and OpenAPI are built from this table. */
export const routes = [
  { method: "GET", path: "/health", door: "catalogue", open: true, summary: "Is the API there" },
  { method: "GET", path: "/openapi.json", door: "catalogue", open: true, summary: "This description" },
  { method: "GET", path: "/me", door: "catalogue", who: anyMerchant, summary: "Whose key this is" },
  { method: "GET", path: "/products", door: "catalogue", who: anyMerchant, summary: "The catalogue" },
  { method: "GET", path: "/products/{id}", door: "catalogue", who: anyMerchant, summary: "One product" },
  {
    method: "GET",
    path: "/products/{id}/cover",
    door: "catalogue",
    who: anyMerchant,
    summary: "The cover's geometry for a number of pages, or a template to draw it on",
  },
  {
    method: "POST",
    path: "/routes/simulate",
    door: "quotes",
    who: merchants,
    summary: "Which facilities would print a basket, why, when it arrives and what it costs",
  },
  {
    method: "POST",
    path: "/quotes",
    door: "quotes",
    who: anyMerchant,
    summary: "A price with dates that is honoured for a day",
  },
  { method: "GET", path: "/quotes/{id}", door: "quotes", who: anyMerchant, summary: "One quote" },
  {
    method: "POST",
    path: "/uploads",
    door: "uploads",
    who: anyMerchant,
    again: true,
    summary: "Begin an upload",
  },
  {
    method: "POST",
    path: "/uploads/{id}/parts",
    door: "uploads",
    who: anyMerchant,
    again: true,
    summary: "URLs for parts of a multipart upload",
  },
  {
    method: "POST",
    path: "/uploads/{id}/complete",
    door: "uploads",
    who: anyMerchant,
    summary: "Finish an upload so that orders can use it",
  },
  {
    method: "POST",
    path: "/preflights",
    door: "preflights",
    who: anyMerchant,
    again: true,
    summary: "Have a file checked without ordering: as a product, or against a standard",
  },
  {
    method: "GET",
    path: "/preflights/{id}",
    door: "preflights",
    who: anyMerchant,
    summary: "What a preflight found, with annotated pages and what would be printed; kept for a week",
  },
  { method: "POST", path: "/orders", door: "intake", who: merchants, summary: "Order prints" },
  { method: "GET", path: "/orders", door: "orders", who: merchants, summary: "Orders, newest first" },
  {
    method: "GET",
    path: "/orders/{id}",
    door: "orders",
    who: merchants,
    summary: "One order with its history",
  },
  {
    method: "POST",
    path: "/orders/{id}/cancel",
    door: "cancel",
    who: merchants,
    again: true,
    summary: "Cancel an order, some of its items or some of their copies while no facility has claimed them",
  },
  {
    method: "POST",
    path: "/orders/{id}/items/{itemId}/reprint",
    door: "reprint",
    who: merchants,
    again: true,
    summary: "Print an item again while its files are there; who pays is told with the reason",
  },
  {
    method: "GET",
    path: "/events",
    door: "orders",
    who: merchants,
    summary: "The merchant's events in one order without gaps",
  },
  {
    method: "POST",
    path: "/facility-credentials",
    door: "credentials",
    who: ["facility"],
    secret: true,
    summary: "Credentials for one hour: own queue, own prefix, the status queue",
  },
] as const satisfies readonly RouteSpec[];
