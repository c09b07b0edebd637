import { problemOf } from "../lambda/problem.ts";
import { type Blame, Rejected } from "../order/errors.ts";
import type { Reply } from "../order/once.ts";
import { type StorefrontCode, storefrontCodes } from "./contract.ts";

/** The shopper's or the merchant's own fault, in the storefront's words; told, and never retried. */
export class Refused extends Error {
  readonly code: StorefrontCode;
  readonly blame: Blame;

  constructor(code: StorefrontCode, message: string, blame: Blame = {}) {
    super(message);
    this.name = "Refused";
    this.code = code;
    this.blame = blame;
  }
}

/** Any error as problem+json, in the platform's shape. */
export function problemFor(error: unknown, requestId: string): Reply {
  if (!(error instanceof Refused)) return problemOf(unmasked(error), requestId);
  const { code, message: detail, blame } = error;
  const { pointer = null, given = null, wanted = null } = blame;
  const status = storefrontCodes[code];
  const words = code.replaceAll("_", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  const type = `urn:printcloud:problem:${code}`;
  return {
    status,
    body: { type, title, status, code, detail, pointer, given, wanted, requestId },
    headers: { "content-type": "application/problem+json" },
  };
}

/** CloudFront answers every 403 with its page for what is not there: no refusal of ours is one. */
function unmasked(error: unknown): unknown {
  const isForbidden = error instanceof Rejected && error.code === "forbidden";
  return isForbidden ? new Rejected("unauthenticated", error.message, error.blame) : error;
}
