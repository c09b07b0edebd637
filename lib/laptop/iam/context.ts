import type { Question } from "../call.ts";
import type { Principal } from "./principal.ts";

type Keys = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The condition keys of one request; names are matched without case, as IAM does. */
export class Context {
  readonly #values = new Map<string, readonly string[]>();

  constructor(keys: Keys) {
    for (const [name, value] of Object.entries(keys)) {
      if (value !== undefined)
        this.#values.set(name.toLowerCase(), typeof value === "string" ? [value] : value);
    }
  }

  /** All values of a key; undefined when the request has no such key. */
  values(key: string): readonly string[] | undefined {
    return this.#values.get(key.toLowerCase());
  }

  /** The value of a key with exactly one; a policy variable may not have several. */
  value(key: string): string | undefined {
    const values = this.values(key);
    return values?.length === 1 ? values[0] : undefined;
  }
}

/** What IAM knows of a request: the caller's own keys, and those the service gave with its question. */
export function contextOf(who: Principal, asked: Question["context"], now: Date): Context {
  return new Context({
    ...asked,
    "aws:TagKeys": tagKeys(asked),
    // The laptop speaks plain HTTP, but only to itself (127.0.0.1), where nobody listens in: it counts as secure.
    "aws:SecureTransport": "true",
    "aws:CurrentTime": now.toISOString(),
    "aws:EpochTime": String(Math.floor(now.getTime() / 1000)),
    "aws:PrincipalIsAWSService": String(who.service !== undefined),
    ...(who.service === undefined ? personKeys(who) : serviceKeys(who)),
  });
}

function personKeys(who: Principal): Keys {
  const tags = Object.entries(who.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]);
  return {
    ...Object.fromEntries(tags),
    // Of a session this is the role's ARN, not the session's.
    "aws:PrincipalArn": who.roleArn ?? who.arn,
    "aws:PrincipalAccount": who.accountId,
    "aws:PrincipalType": who.roleArn === undefined ? "Account" : "AssumedRole",
    "aws:userid": who.userId,
  };
}

function serviceKeys({ service, sourceArn, accountId }: Principal): Keys {
  return {
    "aws:PrincipalServiceName": service,
    "aws:SourceArn": sourceArn,
    "aws:SourceAccount": sourceArn === undefined ? undefined : accountId,
  };
}

function tagKeys(asked: Question["context"]): readonly string[] | undefined {
  const prefix = "aws:RequestTag/";
  const keys = Object.keys(asked ?? {}).filter((key) => key.startsWith(prefix));
  return keys.length === 0 ? undefined : keys.map((key) => key.slice(prefix.length));
}
