import type * as z from "zod";
import * as requests from "./requests.ts";
import * as views from "./views.ts";

/** A route of `/storefront`. */
interface StorefrontRoute {
  readonly door: StorefrontDoor;
  /** Merchants come with their own `sk_` key of the platform; others need no key but an id nobody can guess. */
  readonly who?: "merchant";
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  /** Null where the answer is no JSON. */
  readonly reply: z.ZodType | null;
  readonly status: number;
}

/** One function each. */
export type StorefrontDoor = "shelf" | "checkout" | "till" | "tracking";

/**
 * Every route of the storefront, relative to `/storefront`, with the schemas that validate. Problems have the shape of
 * the platform's. A shopper's way: POST sessions, PATCH until `missing` is empty, POST pay with the total shown, go to
 * the URL answered, come back to `/checkout/{publicationId}?session=...` and GET the session until it is `ordered`.
 */
export const storefrontRoutes = {
  "GET /health": { door: "checkout", reply: views.HealthView, status: 200 },

  "POST /contents": {
    door: "shelf",
    who: "merchant",
    body: requests.ContentRequest,
    reply: views.ContentView,
    status: 201,
  },
  "POST /publications": {
    door: "shelf",
    who: "merchant",
    body: requests.PublicationRequest,
    reply: views.PublicationView,
    status: 201,
  },
  "GET /publications": {
    door: "shelf",
    who: "merchant",
    query: requests.PublicationsQuery,
    reply: views.PublicationsView,
    status: 200,
  },
  "GET /publications/{id}": { door: "shelf", who: "merchant", reply: views.PublicationView, status: 200 },
  "PATCH /publications/{id}": {
    door: "shelf",
    who: "merchant",
    body: requests.TermsRequest,
    reply: views.PublicationView,
    status: 200,
  },

  "POST /sessions": {
    door: "checkout",
    body: requests.SessionRequest,
    reply: views.SessionView,
    status: 201,
  },
  "GET /sessions/{id}": { door: "checkout", reply: views.SessionView, status: 200 },
  "PATCH /sessions/{id}": {
    door: "checkout",
    body: requests.ChoiceRequest,
    reply: views.SessionView,
    status: 200,
  },
  "POST /sessions/{id}/pay": {
    door: "checkout",
    body: requests.PayRequest,
    reply: views.PayView,
    status: 201,
  },

  /** The hosted page of the `test` provider, and its form: `outcome` is pay, decline, leave or later. */
  "GET /test-till/{id}": { door: "till", reply: null, status: 200 },
  "POST /test-till/{id}": { door: "till", reply: null, status: 303 },
  /** `id` is the mode, live or test; the body is checked byte for byte. */
  "POST /webhooks/stripe/{id}": { door: "till", reply: null, status: 200 },

  "GET /tracking/{id}": { door: "tracking", reply: views.TrackingView, status: 200 },
  "POST /tracking/{id}/cancel": { door: "tracking", reply: views.TrackingView, status: 200 },

  /** HTML with headers of its own: `frame-ancestors` of the publication, noindex for tracking. */
  "GET /checkout/{id}": { door: "checkout", reply: null, status: 200 },
  "GET /track/{id}": { door: "tracking", reply: null, status: 200 },
} as const satisfies Record<string, StorefrontRoute>;

/** A route by method and path, e.g. `POST /sessions`. */
export type StorefrontRouteKey = keyof typeof storefrontRoutes;

/** HTTP status of each problem code that only the storefront has; the others are the platform's. */
export const storefrontCodes = {
  publication_unavailable: 410,
  token_required: 401,
  product_not_offered: 422,
  address_invalid: 422,
  coupon_invalid: 422,
  coupon_used_up: 409,
  not_complete: 409,
  price_changed: 409,
  session_expired: 410,
  already_paid: 409,
  payment_not_offered: 422,
} as const satisfies Record<string, number>;

export type StorefrontCode = keyof typeof storefrontCodes;
