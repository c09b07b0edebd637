import type * as z from "zod";
import { AwsError } from "../call.ts";
import type { Account } from "./account.ts";
import {
  checkAttributes,
  type computed,
  defaultsOf,
  difference,
  isAttribute,
  merged,
  unknownAttribute,
} from "./attributes.ts";
import { type Desk, queueAt, queueNamed, tagContext } from "./desk.ts";
import type * as inputs from "./inputs.ts";
import { release } from "./polls.ts";
import type { Queue } from "./queue.ts";
import { invalid, isRedriveAllowed, redriveOf } from "./redrive.ts";

type Input<K extends keyof typeof inputs> = (typeof inputs)[K] extends z.ZodType
  ? z.infer<(typeof inputs)[K]>
  : never;

/** Makes a queue, or finds it when it already is what is asked for. */
export function createQueue(
  desk: Desk,
  { QueueName: name, Attributes = {}, tags = {} }: Input<"createInput">,
) {
  const { account, call } = desk;
  const context = tagContext("RequestTag", tags);
  const needed = Object.keys(tags).length > 0 ? ["CreateQueue", "TagQueue"] : ["CreateQueue"];
  for (const action of needed) {
    call.caller.authorize({ action: `sqs:${action}`, resource: account.arnOf(name), context });
  }
  checkName(name, Attributes);
  checkAttributes(Attributes, name.endsWith(".fifo"));
  checkRedrive(account, name, Attributes.RedrivePolicy);
  const present = account.queues.get(name);
  if (present === undefined) found(account, name, { Attributes, tags });
  else checkSame(present, Attributes);
  return { QueueUrl: account.urlOf(name) };
}

/** Where the queue of this name is. */
export function getQueueUrl(desk: Desk, input: Input<"nameInput">) {
  const queue = queueNamed(desk, input.QueueName, "GetQueueUrl");
  return { QueueUrl: desk.account.urlOf(queue.name) };
}

/** The attributes asked for; those without a value are left out. */
export function getAttributes(desk: Desk, { QueueUrl, AttributeNames = [] }: Input<"attributeNamesInput">) {
  const queue = queueAt(desk, QueueUrl, "GetQueueAttributes");
  const unknown = AttributeNames.find((name) => name !== "All" && !isAttribute(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  desk.account.settle(queue);
  const all = Object.entries(attributesOf(queue));
  const isAsked = (name: string) => AttributeNames.includes("All") || AttributeNames.includes(name);
  return { Attributes: Object.fromEntries(all.filter(([name]) => isAsked(name))) };
}

/** Lays the given attributes over the present ones. */
export function setAttributes(desk: Desk, { QueueUrl, Attributes }: Input<"setAttributesInput">) {
  const { account } = desk;
  const queue = queueAt(desk, QueueUrl, "SetQueueAttributes");
  checkAttributes(Attributes, queue.isFifo);
  checkRedrive(account, queue.name, Attributes.RedrivePolicy);
  const attributes = merged(queue.description.attributes, Attributes);
  const description = { ...queue.description, attributes, modifiedAt: seconds(account) };
  account.commit({ kind: "queue", description });
  return {};
}

/** At once, with its messages; AWS takes up to a minute and forbids the name for as long. */
export function deleteQueue(desk: Desk, { QueueUrl }: Input<"queueInput">) {
  const queue = queueAt(desk, QueueUrl, "DeleteQueue");
  desk.account.commit({ kind: "queueGone", queue: queue.name });
  release(queue);
  return {};
}

/** At once; AWS takes up to a minute. */
export function purgeQueue(desk: Desk, { QueueUrl }: Input<"queueInput">) {
  const queue = queueAt(desk, QueueUrl, "PurgeQueue");
  desk.account.commit({ kind: "purged", queue: queue.name });
  return {};
}

/** Adds tags or changes them. */
export function tagQueue(desk: Desk, { QueueUrl, Tags }: Input<"tagInput">) {
  return retag(desk, queueAt(desk, QueueUrl, "TagQueue"), (tags) => ({ ...tags, ...Tags }));
}

/** Takes tags away. */
export function untagQueue(desk: Desk, { QueueUrl, TagKeys }: Input<"untagInput">) {
  return retag(desk, queueAt(desk, QueueUrl, "UntagQueue"), (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
  );
}

/** All tags. */
export function listTags(desk: Desk, { QueueUrl }: Input<"queueInput">) {
  return { Tags: queueAt(desk, QueueUrl, "ListQueueTags").description.tags };
}

type Tags = Readonly<Record<string, string>>;

function retag({ account }: Desk, queue: Queue, change: (tags: Tags) => Tags) {
  const description = { ...queue.description, tags: change(queue.description.tags) };
  account.commit({ kind: "queue", description });
  return {};
}

function found(account: Account, name: string, { Attributes, tags }: { Attributes: Tags; tags: Tags }): void {
  const attributes = merged(defaultsOf(name.endsWith(".fifo")), Attributes);
  const createdAt = seconds(account);
  account.commit({
    kind: "queue",
    description: { name, attributes, tags, createdAt, modifiedAt: createdAt },
  });
}

function checkName(name: string, attributes: Tags): void {
  if (!/^[\w-]{1,80}$/.test(name.replace(/\.fifo$/, "")) || name.length > 80) {
    const rule = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
    throw new AwsError("InvalidParameterValue", rule);
  }
  if (name.endsWith(".fifo") === (attributes.FifoQueue === "true")) return;
  throw new AwsError(
    "InvalidParameterValue",
    "A FIFO queue has FifoQueue true and a name that ends with .fifo",
  );
}

function checkSame(present: Queue, asked: Tags): void {
  const other = difference(present.description.attributes, asked);
  if (other === undefined) return;
  const message = `A queue already exists with the same name and a different value for attribute ${other}`;
  throw new AwsError("QueueNameExists", message);
}

function checkRedrive(account: Account, name: string, policy: string | undefined): void {
  if (policy === undefined || policy === "") return;
  const target = account.withArn(redriveOf(policy).targetArn);
  const refuse = (reason: string) => invalid("RedrivePolicy", policy, reason);
  if (target === undefined) throw refuse("Dead letter target does not exist");
  if (target.isFifo !== name.endsWith(".fifo")) throw refuse("Dead letter queue must be of the same type");
  const isAllowed = isRedriveAllowed(target.description.attributes.RedriveAllowPolicy, account.arnOf(name));
  if (!isAllowed) throw refuse("Dead letter target does not allow this source queue");
}

function attributesOf(queue: Queue): Record<string, string> {
  const { description, counts } = queue;
  const values: Record<(typeof computed)[number], string> = {
    ApproximateNumberOfMessages: String(counts.ready),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    CreatedTimestamp: String(description.createdAt),
    LastModifiedTimestamp: String(description.modifiedAt),
    QueueArn: queue.arn,
  };
  return { ...values, ...description.attributes };
}

function seconds(account: Account): number {
  return Math.floor(account.now() / 1000);
}
