import * as z from "zod";
import type { Resource } from "../template/cloud.ts";

/** A Lambda authorizer as the template describes it. */
export interface Authorizer {
  readonly id: string;
  readonly type: "REQUEST" | "TOKEN";
  readonly functionArn: string;
  readonly sources: readonly IdentitySource[];
  readonly ttlSeconds: number;
  /** What a token must look like before the function is asked. */
  readonly tokenPattern: RegExp | undefined;
}

/** Where an identity comes from, e.g. the header `authorization`. */
export interface IdentitySource {
  readonly kind: "header" | "querystring";
  readonly name: string;
}

const Properties = z.object({
  Type: z.enum(["REQUEST", "TOKEN"]),
  AuthorizerUri: z.string(),
  AuthorizerResultTtlInSeconds: z.coerce.number().default(300),
  IdentitySource: z.string().default(""),
  IdentityValidationExpression: z.string().optional(),
});

export function readAuthorizer({ ref, properties }: Resource): Authorizer {
  const given = Properties.parse(properties);
  return {
    id: ref,
    type: given.Type,
    functionArn: functionArnOf(given.AuthorizerUri),
    sources: given.IdentitySource.split(",").filter(Boolean).map(readSource),
    ttlSeconds: given.AuthorizerResultTtlInSeconds,
    tokenPattern: given.IdentityValidationExpression
      ? new RegExp(`^(?:${given.IdentityValidationExpression})$`)
      : undefined,
  };
}

/** The function behind `arn:aws:apigateway:...:path/2015-03-31/functions/{arn}/invocations`. */
export function functionArnOf(uri: string): string {
  const [, arn] = /\/functions\/(.*)\/invocations$/.exec(uri) ?? [];
  if (!arn) throw new Error(`${uri} invokes no function`);
  return arn;
}

function readSource(expression: string): IdentitySource {
  const [, kind, name] = /^method\.request\.(header|querystring)\.(.+)$/.exec(expression.trim()) ?? [];
  if (!name) throw new Error(`identity source ${expression} is not supported on the laptop`);
  return { kind: kind === "header" ? "header" : "querystring", name };
}
