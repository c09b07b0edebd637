import * as z from "zod";
import type { Outcome } from "../functions/outcome.ts";
import { isBinary, type Routed } from "./event.ts";
import { Refused } from "./refused.ts";
import type { Reply } from "./reply.ts";
import { headerOf } from "./request.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

// Strict: API Gateway calls an answer with other members malformed, and so must we.
const ProxyAnswer = z.strictObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

// API Gateway renames these headers of a function's answer.
const remapped = new Set([
  "authorization",
  "connection",
  "content-length",
  "date",
  "server",
  "www-authenticate",
]);

/** What a function answered, as HTTP; throws Refused (502) when it failed or answered something else. */
export function proxyReply({ body, failed }: Outcome, { api, request }: Routed): Reply {
  if (failed) throw new Refused("DEFAULT_5XX", { cause: body });
  const parsed = ProxyAnswer.safeParse(JSON.parse(body));
  if (!parsed.success)
    throw new Refused("DEFAULT_5XX", {
      cause: `Malformed Lambda proxy response: ${z.prettifyError(parsed.error)}`,
    });
  const answer = parsed.data;
  const decode = answer.isBase64Encoded === true && isBinary(api, headerOf(request, "accept") ?? "");
  const text = answer.body ?? "";
  return {
    status: answer.statusCode,
    headers: withType(headersOf(answer)),
    body: decode ? Buffer.from(text, "base64") : text,
  };
}

function headersOf({ headers, multiValueHeaders }: z.infer<typeof ProxyAnswer>): [string, string][] {
  const several = Object.entries(multiValueHeaders ?? {});
  const names = new Set(several.map(([name]) => name.toLowerCase()));
  const single = Object.entries(headers ?? {}).filter(([name]) => !names.has(name.toLowerCase()));
  const all = [
    ...single,
    ...several.flatMap(([name, values]) => values.map((value) => [name, value] as const)),
  ];
  return all.map(([name, value]) => [
    remapped.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name,
    value,
  ]);
}

function withType(headers: [string, string][]): [string, string][] {
  const typed = headers.some(([name]) => name.toLowerCase() === "content-type");
  return typed ? headers : [...headers, ["Content-Type", "application/json"]];
}
