import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { AwsError, type Caller } from "../call.ts";
import { callerFor } from "./caller.ts";
import type { Decided } from "./grants.ts";
import { type Principal, rootArn } from "./principal.ts";
import { letters, type Roles, roleArn, roleId } from "./role.ts";

/** What an SDK client needs to sign. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const sessionSchema = z.object({
  role: z.string(),
  name: z.string(),
  tags: z.record(z.string(), z.string()).optional(),
  /** Milliseconds since 1970; absent for functions, whose keys last as long as the laptop's secret. */
  expires: z.number().optional(),
});

/** A role session: all that its token says. */
export type Session = Readonly<z.infer<typeof sessionSchema>>;

interface Opened extends Pick<Keys, "accessKeyId" | "secretAccessKey"> {
  readonly session: Session;
}

interface Options {
  /** From `keptSecret`. */
  readonly secret: Buffer;
  readonly accountId: string;
  readonly roles: Roles;
  readonly now?: () => Date;
  readonly decided?: Decided | undefined;
}

const mostOpened = 1_000;
const operatorKeyId = "printcloud-laptop";
const everything = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/** Issues keys and recognises them again; derived from one secret, so nothing is stored and restarts change nothing. */
export class Credentials {
  readonly accountId: string;
  readonly #secret: Buffer;
  readonly #roles: Roles;
  readonly #now: () => Date;
  readonly #decided: Decided | undefined;
  // The same few sessions ask at every call; the cap only bounds memory.
  readonly #opened = new Map<string, Opened>();

  constructor({ secret, accountId, roles, now = () => new Date(), decided }: Options) {
    this.accountId = accountId;
    this.#secret = secret;
    this.#roles = roles;
    this.#now = now;
    this.#decided = decided;
  }

  /** The operator's keys: the account itself, allowed everything that no resource policy denies. */
  operator(): Keys {
    return { accessKeyId: operatorKeyId, secretAccessKey: this.#secretOf(operatorKeyId) };
  }

  /** Keys of a role session; a function's session is named like the function and never expires. */
  issue(session: Session): Required<Keys> {
    const claims = Buffer.from(JSON.stringify(sessionSchema.parse(session))).toString("base64url");
    const sessionToken = `${claims}.${this.#seal(claims)}`;
    return {
      accessKeyId: this.#keyIdOf(sessionToken),
      secretAccessKey: this.#secretOf(sessionToken),
      sessionToken,
    };
  }

  /** The secret of a key; undefined when it is none of ours, `ExpiredToken` when it was. Is a `LookUp` of sign/. */
  readonly lookUp = (accessKeyId: string, sessionToken?: string): string | undefined => {
    if (sessionToken === undefined) {
      return accessKeyId === operatorKeyId ? this.#secretOf(operatorKeyId) : undefined;
    }
    const { session, secretAccessKey } = this.#open(accessKeyId, sessionToken) ?? {};
    if (!session || !this.#roles(session.role)) return undefined;
    if (session.expires !== undefined && session.expires <= this.#now().getTime()) throw expired();
    return secretAccessKey;
  };

  /** The caller behind a key whose signature was verified. */
  readonly callerOf = (accessKeyId: string, sessionToken?: string): Caller => {
    if (sessionToken === undefined && accessKeyId === operatorKeyId)
      return callerFor(this.#root(), this.#now, this.#decided);
    const opened = sessionToken === undefined ? undefined : this.#open(accessKeyId, sessionToken);
    if (!opened) throw new AwsError("InvalidClientTokenId", "The security token is invalid.", 403);
    return callerFor(this.#principal(opened.session), this.#now, this.#decided);
  };

  #root(): Principal {
    const { accountId } = this;
    return { accountId, arn: rootArn(accountId), userId: accountId, policies: [everything] };
  }

  #principal(session: Session): Principal {
    const { accountId } = this;
    const role = this.#roles(session.role);
    return {
      accountId,
      arn: sessionArn(accountId, session),
      userId: `${roleId(session.role)}:${session.name}`,
      roleArn: roleArn(accountId, session.role),
      policies: role?.policies ?? [],
      tags: { ...role?.tags, ...session.tags },
    };
  }

  #open(accessKeyId: string, sessionToken: string): Opened | undefined {
    const opened = this.#opened.get(sessionToken) ?? this.#unseal(sessionToken);
    if (opened?.accessKeyId !== accessKeyId) return undefined;
    if (this.#opened.size >= mostOpened) this.#opened.clear();
    this.#opened.set(sessionToken, opened);
    return opened;
  }

  #unseal(sessionToken: string): Opened | undefined {
    const [claims = "", seal = ""] = sessionToken.split(".");
    if (!same(seal, this.#seal(claims))) return undefined;
    const session = sessionSchema.parse(JSON.parse(Buffer.from(claims, "base64url").toString()));
    return {
      session,
      accessKeyId: this.#keyIdOf(sessionToken),
      secretAccessKey: this.#secretOf(sessionToken),
    };
  }

  #seal(claims: string): string {
    return this.#derive("seal", claims).toString("base64url");
  }

  #keyIdOf(sessionToken: string): string {
    return `ASIA${letters(this.#derive("key", sessionToken), 16)}`;
  }

  #secretOf(of: string): string {
    return this.#derive("secret", of).subarray(0, 30).toString("base64");
  }

  #derive(purpose: string, text: string): Buffer {
    return createHmac("sha256", this.#secret).update(`${purpose}\n${text}`).digest();
  }
}

/** `arn:aws:sts::123456789012:assumed-role/Facility/ams`. */
export function sessionArn(accountId: string, { role, name }: Pick<Session, "role" | "name">): string {
  return `arn:aws:sts::${accountId}:assumed-role/${role}/${name}`;
}

function expired(): AwsError {
  return new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
}

function same(a: string, b: string): boolean {
  const [given, wanted] = [Buffer.from(a), Buffer.from(b)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
