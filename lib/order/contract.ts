import type * as z from "zod";
import type { routes } from "./api.ts";
import { CoverView } from "./cover-view.ts";
import { PreflightRequest } from "./preflight.ts";
import { PreflightView } from "./preflight-view.ts";
import { Product } from "./product.ts";
import { Quote, QuoteRequest, QuoteView } from "./quote.ts";
import * as requests from "./requests.ts";
import * as views from "./views.ts";

type Spec = (typeof routes)[number];
/** A route by method and path, e.g. `POST /orders`. */
export type RouteKey = Spec extends infer S
  ? S extends Spec
    ? `${S["method"]} ${S["path"]}`
    : never
  : never;

export interface RouteContract {
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  readonly reply: z.ZodType | null;
  /** Content types of files that may be answered instead. */
  readonly files?: readonly string[];
  readonly status: number;
}

/** The schemas of every route: the ones that validate are the ones that make the OpenAPI file. */
export const contract = {
  "GET /health": { reply: views.HealthView, status: 200 },
  "GET /openapi.json": { reply: null, status: 200 },
  "GET /me": { reply: views.MeView, status: 200 },
  "GET /products": { query: requests.ProductsQuery, reply: views.ProductsView, status: 200 },
  "GET /products/{id}": { reply: Product, status: 200 },
  "GET /products/{id}/cover": {
    query: requests.CoverQuery,
    reply: CoverView,
    files: ["image/svg+xml", "application/pdf"],
    status: 200,
  },
  "POST /quotes": { body: QuoteRequest, reply: QuoteView, status: 201 },
  "GET /quotes/{id}": { reply: Quote, status: 200 },
  "POST /routes/simulate": { body: requests.SimulateRequest, reply: views.RoutesView, status: 200 },
  "POST /uploads": { body: requests.UploadRequest, reply: views.UploadView, status: 201 },
  "POST /uploads/{id}/parts": { body: requests.PartsRequest, reply: views.PartsView, status: 200 },
  "POST /uploads/{id}/complete": { body: requests.CompleteRequest, reply: views.UploadView, status: 200 },
  "POST /preflights": { body: PreflightRequest, reply: PreflightView, status: 202 },
  "GET /preflights/{id}": { reply: PreflightView, status: 200 },
  "POST /orders": { body: requests.OrderRequest, reply: views.OrderView, status: 201 },
  "GET /orders": { query: requests.OrdersQuery, reply: views.OrdersView, status: 200 },
  "GET /orders/{id}": { reply: views.OrderView, status: 200 },
  "POST /orders/{id}/cancel": { body: requests.CancelRequest, reply: views.OrderView, status: 200 },
  "POST /orders/{id}/items/{itemId}/reprint": {
    body: requests.ReprintRequest,
    reply: views.ItemView,
    status: 201,
  },
  "GET /events": { query: requests.EventsQuery, reply: views.EventsView, status: 200 },
  "POST /facility-credentials": { reply: views.CredentialsView, status: 200 },
} as const satisfies Record<RouteKey, RouteContract>;
