/** Whoever asks: the account itself, a session of a role, or an AWS service. */
export interface Principal {
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
  /** Identity policies (inline and managed documents); a service has none. */
  readonly policies: readonly unknown[];
  /** ARN of the role, when this is a session of one. */
  readonly roleArn?: string;
  /** Session tags over role tags. */
  readonly tags?: Readonly<Record<string, string>>;
  /** E.g. `events.amazonaws.com`; its calls name the resource they are made for. */
  readonly service?: string;
  readonly sourceArn?: string;
}

/** The Principal element of a resource policy. */
export type Named =
  | "*"
  | Readonly<Partial<Record<"AWS" | "Service" | "Federated" | "CanonicalUser", readonly string[]>>>;

/** How a Principal element means somebody: by name, only as part of the account, or not at all. */
export function meaning(named: Named, who: Principal): "self" | "account" | "none" {
  if (named === "*") return "self";
  if (who.service) return named.Service?.includes(who.service) ? "self" : "none";
  const names = named.AWS ?? [];
  if (names.some((name) => name === "*" || name === who.arn || name === who.roleArn)) return "self";
  return names.some((name) => name === who.accountId || name === rootArn(who.accountId)) ? "account" : "none";
}

/** ARN of the account itself. */
export function rootArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`;
}
