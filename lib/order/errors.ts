/** HTTP status of each stable code; the codes are the ones the OpenAPI file lists. */
export const statusOfCode = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_in_progress: 409,
  too_late: 409,
  not_reprintable: 409,
  upload_incomplete: 409,
  request_too_large: 413,
  idempotency_key_reused: 422,
  unknown_product: 422,
  unknown_file: 422,
  page_count_out_of_range: 422,
  cover_not_allowed: 422,
  cover_missing: 422,
  unsupported_country: 422,
  unsupported_shipping_level: 422,
  no_facility: 422,
  quote_expired: 422,
  quote_mismatch: 422,
  rate_limited: 429,
  source_unavailable: 422,
  source_refused: 422,
  source_too_large: 422,
  checksum_mismatch: 422,
  unsupported_file_type: 422,
  encrypted_pdf: 422,
  damaged_file: 422,
  file_too_complex: 422,
  too_many_pages: 422,
  page_size_mismatch: 422,
  resolution_too_low: 422,
  fonts_not_embedded: 422,
  image_too_large: 422,
  text_not_printable: 422,
  render_timeout: 422,
  facility_failed: 422,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<string, number>;

/** Stable word for what went wrong, the same on an order, in an event and in a problem+json answer. */
export type Code = keyof typeof statusOfCode;

/** Where it went wrong, what was given and what is wanted; all optional, all shown to the customer. */
export interface Blame {
  /** JSON pointer into the request, e.g. `/items/0/files/images/2`. */
  readonly pointer?: string;
  readonly given?: unknown;
  readonly wanted?: unknown;
}

/** The order's own fault: recorded on it, told to the customer, never retried. */
export class Rejected extends Error {
  readonly code: Code;
  readonly blame: Blame;

  constructor(code: Code, message: string, blame: Blame = {}) {
    super(message);
    this.name = "Rejected";
    this.code = code;
    this.blame = blame;
  }
}

/** The world's fault: the message goes back on the queue and is tried again after a jittered wait. */
export class Unavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Unavailable";
  }
}

/** Ours for certain: something that we bring along is missing or broken, whatever file of a stranger was at hand. */
export class Fault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Fault";
  }
}

/** Reached by files that make their reader write or keep too much: the caps are the file's fault. */
const capsReached = new Set(["EFBIG", "ENOMEM"]);

/** True of what must not be blamed on a stranger's file although it was being read: bugs, disks, what is missing. */
export function isOurs(error: unknown): boolean {
  if (error instanceof Fault || error instanceof ReferenceError) return true;
  if (!(error instanceof Error) || !("syscall" in error)) return false;
  return !("code" in error && typeof error.code === "string" && capsReached.has(error.code));
}

/** An upload in parts is over: joined by another, or given up by the bucket after a day. */
export class UploadGone extends Unavailable {
  constructor(key: string, options?: ErrorOptions) {
    super(`the upload to ${key} is gone`, options);
    this.name = "UploadGone";
  }
}

/** Some effects went out and some could not: the queue's fault, or the network's. */
export class Unsent extends Unavailable {
  /** Ids of the effects that the queues took. */
  readonly taken: readonly string[];

  constructor(taken: readonly string[], options: ErrorOptions) {
    super("a queue did not take what was sent", options);
    this.name = "Unsent";
    this.taken = taken;
  }
}
