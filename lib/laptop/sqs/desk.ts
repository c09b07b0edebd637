import { type AwsCall, AwsError } from "../call.ts";
import type { Account } from "./account.ts";
import type { Polls } from "./polls.ts";
import type { Queue } from "./queue.ts";

/** What every operation works with. */
export interface Desk {
  readonly account: Account;
  readonly polls: Polls;
  readonly call: AwsCall;
}

/** The queue at a URL, when the caller may do `action` there; permission is asked first, as on AWS. */
export function queueAt(desk: Desk, url: string, action: string): Queue {
  return queueNamed(desk, desk.account.nameIn(url) ?? "", action);
}

/** The same by name. */
export function queueNamed(desk: Desk, name: string, action: string): Queue {
  authorizeAt(desk, name, action);
  const queue = desk.account.queues.get(name);
  if (queue === undefined) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
  return queue;
}

/** Throws AccessDenied unless the caller may do `action` at this queue, whether it exists or not. */
export function authorizeAt({ account, call }: Desk, name: string, action: string): void {
  const queue = account.queues.get(name);
  call.caller.authorize({
    action: `sqs:${action}`,
    resource: account.arnOf(name),
    context: tagContext("ResourceTag", queue?.description.tags),
    resourcePolicy: queue?.policy,
  });
}

/** Tags as IAM condition keys. */
export function tagContext(
  kind: "ResourceTag" | "RequestTag",
  tags: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:${kind}/${key}`, value]));
}
