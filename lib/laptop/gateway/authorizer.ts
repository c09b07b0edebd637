import * as z from "zod";
import { AwsError } from "../call.ts";
import type { Functions } from "../functions/functions.ts";
import { callerFor } from "../iam/caller.ts";
import type { Authorizer, IdentitySource } from "./authorizer-spec.ts";
import { methodArn, type Routed, requestFields } from "./event.ts";
import { Refused } from "./refused.ts";
import { type GatewayRequest, headerOf } from "./request.ts";

/** Who the authorizer says is calling. */
export interface Authorization {
  /** `principalId` and the context's members, as the function's event shows them. */
  readonly shown: Readonly<Record<string, string>>;
  readonly usageIdentifierKey: string | undefined;
}

/** Asks the route's authorizer, or its cached answer; throws Refused when it says no, fails or makes no sense. */
export type Authorize = (authorizer: Authorizer, routed: Routed) => Promise<Authorization>;

const Verdict = z.object({
  principalId: z.string(),
  policyDocument: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  usageIdentifierKey: z.string().optional(),
});
type Verdict = z.infer<typeof Verdict>;

interface Cached {
  readonly verdict: Promise<Verdict>;
  readonly until: number;
}

// Forgotten all at once when full; a laptop sees few keys.
const mostCached = 1_000;

export function openAuthorizers(functions: Pick<Functions, "invoke">): Authorize {
  const cache = new Map<string, Cached>();
  return async (authorizer, routed) => {
    const identity = identityOf(authorizer, routed.request);
    const key = JSON.stringify([authorizer.id, identity]);
    const cached = cache.get(key);
    if (cached && cached.until > Date.now()) return decide(await cached.verdict, routed);
    const verdict = ask(functions, authorizer, routed);
    if (authorizer.ttlSeconds > 0) {
      if (cache.size >= mostCached) cache.clear();
      cache.set(key, { verdict, until: Date.now() + authorizer.ttlSeconds * 1000 });
      // Only verdicts are remembered, not failures.
      verdict.catch(() => cache.delete(key));
    }
    return decide(await verdict, routed);
  };
}

/** The values of the identity sources. With one missing nobody is asked: 401. */
function identityOf(
  { sources, ttlSeconds, tokenPattern }: Authorizer,
  request: GatewayRequest,
): readonly string[] {
  const values = sources.map((source) => sourceValue(source, request));
  const given = values.filter((value) => value !== undefined && value !== "");
  const needed = ttlSeconds > 0 || tokenPattern !== undefined;
  if (needed && given.length < sources.length) throw new Refused("UNAUTHORIZED");
  if (tokenPattern && !tokenPattern.test(values[0] ?? "")) throw new Refused("UNAUTHORIZED");
  return values.map((value) => value ?? "");
}

async function ask(
  functions: Pick<Functions, "invoke">,
  authorizer: Authorizer,
  routed: Routed,
): Promise<Verdict> {
  const event = authorizer.type === "TOKEN" ? tokenEvent(authorizer, routed) : requestEvent(routed);
  const { failed, body } = await functions.invoke(authorizer.functionArn, JSON.stringify(event));
  // The one message that means 401; every other error is the authorizer's own fault.
  if (failed && messageOf(body) === "Unauthorized") throw new Refused("UNAUTHORIZED");
  if (failed) throw new Refused("AUTHORIZER_FAILURE", { cause: body });
  const verdict = Verdict.safeParse(JSON.parse(body));
  if (!verdict.success) throw new Refused("AUTHORIZER_CONFIGURATION_ERROR", { cause: verdict.error });
  return verdict.data;
}

function requestEvent(routed: Routed) {
  return { type: "REQUEST", methodArn: methodArn(routed), ...requestFields(routed) };
}

function tokenEvent({ sources: [source] }: Authorizer, routed: Routed) {
  const authorizationToken = source && sourceValue(source, routed.request);
  return { type: "TOKEN", methodArn: methodArn(routed), authorizationToken };
}

function decide(verdict: Verdict, routed: Routed): Authorization {
  const { principalId, policyDocument, context, usageIdentifierKey } = verdict;
  const who = { accountId: routed.world.accountId, arn: principalId, userId: principalId };
  const caller = callerFor({ ...who, policies: [policyDocument] }, () => new Date());
  try {
    caller.authorize({ action: "execute-api:Invoke", resource: methodArn(routed) });
  } catch (cause) {
    if (!(cause instanceof AwsError) || cause.code !== "AccessDenied")
      throw new Refused("AUTHORIZER_CONFIGURATION_ERROR", { cause });
    const explicit = cause.message.includes("explicit deny") ? " with an explicit deny" : "";
    throw new Refused("ACCESS_DENIED", {
      message: `User is not authorized to access this resource${explicit}`,
    });
  }
  return { shown: { ...context, principalId }, usageIdentifierKey };
}

function sourceValue({ kind, name }: IdentitySource, request: GatewayRequest): string | undefined {
  return kind === "header" ? headerOf(request, name) : (request.query.get(name) ?? undefined);
}

function messageOf(body: string): unknown {
  return Object(JSON.parse(body)).errorMessage;
}
