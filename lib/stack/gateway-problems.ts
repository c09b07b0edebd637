import {
  type ResponseType as GatewayResponseType,
  ResponseType,
  type RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { type Code, statusOfCode } from "../order/errors.ts";

interface Problem {
  readonly code: Code;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

const noRoute = { code: "not_found", detail: "There is no such route." } as const;
const wrongKey = { code: "forbidden", detail: "This key may not call." } as const;
const badRequest = { code: "invalid_request", detail: "The request is not well formed." } as const;
const ours = { code: "internal", detail: "Something went wrong on our side." } as const;
const later = {
  code: "unavailable",
  detail: "Something we need is not there; try again.",
  retryAfterSeconds: 5,
} as const;

/** What the gateway answers itself, before any function of ours runs. */
const problems: readonly (readonly [GatewayResponseType, Problem])[] = [
  [
    ResponseType.UNAUTHORIZED,
    { code: "unauthenticated", detail: "A key is needed: Authorization: Bearer sk_..." },
  ],
  [ResponseType.ACCESS_DENIED, wrongKey],
  [ResponseType.INVALID_API_KEY, wrongKey],
  [ResponseType.WAF_FILTERED, wrongKey],
  // A path or method that is not there; with `Bearer` in Authorization AWS takes it for a bad signature of its own.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, noRoute],
  [ResponseType.INVALID_SIGNATURE, noRoute],
  [ResponseType.EXPIRED_TOKEN, noRoute],
  [ResponseType.RESOURCE_NOT_FOUND, noRoute],
  [ResponseType.DEFAULT_4XX, noRoute],
  [ResponseType.BAD_REQUEST_BODY, badRequest],
  [ResponseType.BAD_REQUEST_PARAMETERS, badRequest],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, badRequest],
  [ResponseType.REQUEST_TOO_LARGE, { code: "request_too_large", detail: "A request may hold 10 MB." }],
  [
    ResponseType.THROTTLED,
    { code: "rate_limited", detail: "Too many requests at once.", retryAfterSeconds: 1 },
  ],
  [
    ResponseType.QUOTA_EXCEEDED,
    { code: "rate_limited", detail: "The day's requests are used up.", retryAfterSeconds: 3600 },
  ],
  [ResponseType.INTEGRATION_FAILURE, later],
  [ResponseType.INTEGRATION_TIMEOUT, later],
  [ResponseType.AUTHORIZER_FAILURE, later],
  [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, ours],
  [ResponseType.API_CONFIGURATION_ERROR, ours],
  [ResponseType.DEFAULT_5XX, ours],
];

/** Gives what the gateway answers itself the shape of our own problems, readable for browsers of any origin. */
export function addGatewayProblems(api: RestApi): void {
  for (const [type, problem] of problems) {
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(statusOfCode[problem.code]),
      responseHeaders: headersOf(problem),
      templates: { "application/json": bodyOf(problem) },
    });
  }
}

function headersOf({ retryAfterSeconds }: Problem): Record<string, string> {
  return {
    "Content-Type": "'application/problem+json'",
    "Access-Control-Allow-Origin": "'*'",
    "Access-Control-Expose-Headers": "'Retry-After'",
    ...(retryAfterSeconds && { "Retry-After": `'${retryAfterSeconds}'` }),
  };
}

/** A mapping template: the gateway fills in `$context`. */
function bodyOf({ code, detail }: Problem): string {
  const words = code.replaceAll("_", " ");
  return JSON.stringify({
    type: `urn:printcloud:problem:${code}`,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    status: statusOfCode[code],
    code,
    detail,
    pointer: null,
    given: null,
    wanted: null,
    requestId: "$context.requestId",
  });
}
