import { type Desk, queueAt } from "./desk.ts";
import type { Queue } from "./queue.ts";

interface Page {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** AWS's largest page, and its page when none is asked for. */
const pageSize = 1000;

/** Queue URLs by prefix; IAM knows this action for all queues only. */
export function listQueues(desk: Desk, input: Page & { QueueNamePrefix?: string | undefined }): object {
  desk.call.caller.authorize({ action: "sqs:ListQueues", resource: "*" });
  const prefix = input.QueueNamePrefix ?? "";
  const { urls, next } = page(desk, input, (queue) => queue.name.startsWith(prefix));
  return { QueueUrls: urls, ...next };
}

/** The queues that redrive to this one. */
export function listSources(desk: Desk, input: Page & { QueueUrl: string }): object {
  const target = queueAt(desk, input.QueueUrl, "ListDeadLetterSourceQueues");
  const { urls, next } = page(desk, input, (queue) => queue.redrive?.targetArn === target.arn);
  // AWS spells this one in lower case.
  return { queueUrls: urls, ...next };
}

/** Queues by name, after the name in the token. */
function page(
  { account }: Desk,
  { NextToken, MaxResults = pageSize }: Page,
  isWanted: (queue: Queue) => boolean,
) {
  const after = NextToken === undefined ? "" : Buffer.from(NextToken, "base64").toString();
  const queues = [...account.queues.values()].filter((queue) => queue.name > after && isWanted(queue));
  const names = queues.map((queue) => queue.name).sort();
  const shown = names.slice(0, MaxResults);
  const last = names.length > shown.length ? shown.at(-1) : undefined;
  const next = last === undefined ? {} : { NextToken: Buffer.from(last).toString("base64") };
  return { urls: shown.map((name) => account.urlOf(name)), next };
}
