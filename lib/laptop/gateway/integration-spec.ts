import * as z from "zod";
import type { JsonObject } from "../template/json.ts";
import { functionArnOf } from "./authorizer-spec.ts";

export type Integration = FunctionIntegration | MockIntegration;

/** A Lambda proxy integration. */
interface FunctionIntegration {
  readonly kind: "function";
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/** An answer made of the template alone, as CORS preflights are. */
export interface MockIntegration {
  readonly kind: "mock";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const Response = z.object({
  StatusCode: z.coerce.number(),
  SelectionPattern: z.string().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

const Properties = z.object({
  Type: z.enum(["AWS_PROXY", "MOCK"], {
    error: () => "only AWS_PROXY and MOCK integrations run on the laptop",
  }),
  Uri: z.string().default(""),
  // API Gateway waits 29 s unless it is told less.
  TimeoutInMillis: z.coerce.number().default(29_000),
  RequestTemplates: z.record(z.string(), z.string()).default({}),
  IntegrationResponses: z.array(Response).default([]),
});

export function readIntegration(properties: JsonObject): Integration {
  const given = Properties.parse(properties);
  if (given.Type === "MOCK") return readMock(given);
  return { kind: "function", functionArn: functionArnOf(given.Uri), timeoutMs: given.TimeoutInMillis };
}

function readMock({ RequestTemplates, IntegrationResponses }: z.infer<typeof Properties>): MockIntegration {
  const [template = "{ statusCode: 200 }"] = Object.values(RequestTemplates);
  const [, asked = ""] = /"?statusCode"?\s*:\s*"?(\d+)/.exec(template) ?? [];
  const selected = ({ SelectionPattern }: z.infer<typeof Response>) =>
    SelectionPattern !== undefined && new RegExp(`^(?:${SelectionPattern})$`).test(asked);
  const response =
    IntegrationResponses.find(selected) ?? IntegrationResponses.find((one) => !one.SelectionPattern);
  if (!response) throw new Error(`the mock integration has no response for status ${asked}`);
  const [body = ""] = Object.values(response.ResponseTemplates);
  if (/^\s*#|\$input|\$context/m.test(body)) throw new Error("velocity templates do not run on the laptop");
  const headers = Object.entries(response.ResponseParameters).map(([name, value]) => [
    name.replace("method.response.header.", ""),
    value.replace(/^'(.*)'$/, "$1"),
  ]);
  return { kind: "mock", status: response.StatusCode, headers: Object.fromEntries(headers), body };
}
