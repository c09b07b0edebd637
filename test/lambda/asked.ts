import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import type { Owner } from "../../lib/order/ports.ts";
import type { Principal } from "../../lib/order/principal.ts";

export interface Asking {
  /** `POST /orders/{id}/cancel`. */
  readonly route: string;
  readonly id?: string;
  readonly body?: unknown;
  readonly principal?: Principal | null;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly event?: Partial<APIGatewayProxyEvent>;
}

export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

export interface Told {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what came, whatever it is
  readonly body: any;
}

/** Asks a door as API Gateway does, its authorizer having found the principal. */
export async function ask(handler: Handler, asking: Asking): Promise<Told> {
  const { statusCode, headers = {}, body } = await handler(eventOf(asking), {} as Context); // no door looks at it
  return { status: statusCode, headers, text: body, body: JSON.parse(body) as unknown };
}

export function secretOf({ mode, merchantId }: Owner): Principal {
  return { kind: "secret", mode, merchantId, keyId: "key" };
}

/** An event of a REST API (v1): members that have nothing are null. */
function eventOf({ route, id, body, principal, headers, query, event }: Asking): APIGatewayProxyEvent {
  const [httpMethod = "", resource = ""] = route.split(" ");
  return {
    httpMethod,
    resource,
    path: resource.replace("{id}", id ?? ""),
    pathParameters: id === undefined ? null : { id },
    headers: headers ?? null,
    multiValueHeaders: null,
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    isBase64Encoded: false,
    body: body === undefined || typeof body === "string" ? (body ?? null) : JSON.stringify(body),
    requestContext: {
      requestId: "request-1",
      authorizer: principal ? { principal: JSON.stringify(principal) } : undefined,
    },
    ...event,
  } as unknown as APIGatewayProxyEvent; // of the rest no door reads anything
}
