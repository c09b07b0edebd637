/** A request that the gateway itself answers; `type` chooses the template's gateway response. */
export class Refused extends Error {
  readonly type: RefusalType;
  /** What the models found wrong with the body, for `$context.error.validationErrorString`. */
  readonly validation: string;

  constructor(type: RefusalType, options: { message?: string; validation?: string; cause?: unknown } = {}) {
    super(options.message ?? refusals[type].message, { cause: options.cause });
    this.name = "Refused";
    this.type = type;
    this.validation = options.validation ?? "";
  }

  get status(): number {
    return refusals[this.type].status;
  }
}

/** API Gateway's response types with their default status and message. */
const refusals = {
  ACCESS_DENIED: { status: 403, message: "User is not authorized to access this resource" },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: "Internal server error" },
  AUTHORIZER_FAILURE: { status: 500, message: "Internal server error" },
  BAD_REQUEST_BODY: { status: 400, message: "Invalid request body" },
  BAD_REQUEST_PARAMETERS: { status: 400, message: "Missing required request parameters" },
  // What API Gateway says when the function failed or answered nonsense; it has no response type of its own.
  DEFAULT_5XX: { status: 502, message: "Internal server error" },
  INTEGRATION_TIMEOUT: { status: 504, message: "Endpoint request timed out" },
  INVALID_API_KEY: { status: 403, message: "Forbidden" },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: "Missing Authentication Token" },
  QUOTA_EXCEEDED: { status: 429, message: "Limit Exceeded" },
  REQUEST_TOO_LARGE: { status: 413, message: "Request Too Long" },
  THROTTLED: { status: 429, message: "Too Many Requests" },
  UNAUTHORIZED: { status: 401, message: "Unauthorized" },
} as const satisfies Record<string, { status: number; message: string }>;

export type RefusalType = keyof typeof refusals;
