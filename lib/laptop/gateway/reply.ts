import type { Refused } from "./refused.ts";
import type { GatewayRequest } from "./request.ts";
import type { GatewayResponse, RestApi } from "./rest-api.ts";

/** What goes back over the wire. */
export interface Reply {
  readonly status: number;
  /** A name may come twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Buffer;
}

const plain: GatewayResponse = {
  status: undefined,
  templates: { "application/json": '{"message":$context.error.messageString}' },
  parameters: {},
};

/** Answers a refusal with the template's gateway response for its type, else DEFAULT_4XX or DEFAULT_5XX, else plain. */
export function refusalReply(api: RestApi, request: GatewayRequest, refused: Refused): Reply {
  const fallback = refused.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
  const response = api.responses.get(refused.type) ?? api.responses.get(fallback) ?? plain;
  const values = contextValues(api, request, refused);
  const templates = Object.keys(response.templates).length > 0 ? response.templates : plain.templates;
  const [type = "", template = ""] =
    Object.entries(templates).find(([name]) => name === "application/json") ??
    Object.entries(templates)[0] ??
    [];
  const headers = Object.entries(response.parameters).map(
    ([name, value]) =>
      [name.replace("gatewayresponse.header.", ""), fillParameter(value, values, request)] as const,
  );
  const typed = headers.some(([name]) => name.toLowerCase() === "content-type");
  return {
    status: response.status ?? refused.status,
    headers: [
      ...headers,
      ...(typed ? [] : [["Content-Type", type] as const]),
      ["x-amzn-ErrorType", refused.type],
    ],
    body: fill(template, values),
  };
}

type Values = Readonly<Record<string, string>>;

function contextValues(api: RestApi, request: GatewayRequest, refused: Refused): Values {
  return {
    "error.message": refused.message,
    "error.messageString": JSON.stringify(refused.message),
    "error.responseType": refused.type,
    "error.validationErrorString": refused.validation,
    requestId: request.requestId,
    extendedRequestId: request.extendedRequestId,
    apiId: api.id,
    stage: api.stage,
    path: `/${api.stage}${request.path}`,
    httpMethod: request.method,
    "identity.sourceIp": request.sourceIp,
    requestTimeEpoch: String(request.receivedAt.getTime()),
  };
}

// Gateway responses know no velocity, only variables.
function fill(template: string, values: Values): string {
  return template.replace(/\$context\.([A-Za-z.]*[A-Za-z])/g, (all, name: string) => values[name] ?? all);
}

function fillParameter(value: string, values: Values, request: GatewayRequest): string {
  const literal = /^'(.*)'$/.exec(value);
  if (literal) return literal[1] ?? "";
  const header = /^method\.request\.header\.(.+)$/.exec(value)?.[1];
  if (header) return request.headers.find(([name]) => name.toLowerCase() === header.toLowerCase())?.[1] ?? "";
  return values[value.replace(/^context\./, "")] ?? "";
}
