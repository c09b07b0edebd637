import * as z from "zod";
import { AwsError } from "../../call.ts";
import type { AskSqs } from "../../mappings/sqs-as.ts";
import type { Cloud, Resource } from "../cloud.ts";
import { isObject, type Json } from "../json.ts";
import { textOf } from "../naming.ts";

const Url = z.object({ QueueUrl: z.string() });
const Described = z.object({ Attributes: z.record(z.string(), z.string()) });

type Attributes = Readonly<Record<string, string>>;

// Said at creation only, or not an attribute at all.
const notSettable = new Set(["QueueName", "FifoQueue", "Tags"]);

/** Makes the template's queues as it says, redrive and policies last; queues and messages that are there stay. */
export async function provideQueues(cloud: Cloud, sqs: AskSqs): Promise<number> {
  const queues = cloud.ofType("AWS::SQS::Queue");
  const policies = queuePolicies(cloud);
  for (const queue of queues) await create(queue, sqs);
  // A redrive policy is refused while its dead-letter queue does not exist.
  for (const queue of queues) await describe(queue, { sqs, policy: policies.get(queue.ref) ?? "" });
  return queues.length;
}

async function create({ attributes, properties }: Resource, sqs: AskSqs): Promise<void> {
  const QueueName = textOf(attributes.QueueName);
  try {
    await sqs("GetQueueUrl", { QueueName });
  } catch (error) {
    if (!(error instanceof AwsError && error.code === "QueueDoesNotExist")) throw error;
    Url.parse(
      await sqs("CreateQueue", { QueueName, Attributes: properties.FifoQueue ? { FifoQueue: "true" } : {} }),
    );
  }
}

async function describe(
  { ref, properties }: Resource,
  { sqs, policy }: { sqs: AskSqs; policy: string },
): Promise<void> {
  const given = Object.entries(properties).filter(([name]) => !notSettable.has(name));
  const wanted: Attributes = {
    // Empty takes away what an earlier template said.
    RedrivePolicy: "",
    RedriveAllowPolicy: "",
    ...Object.fromEntries(given.map(([name, value]) => [name, attributeText(value)])),
    Policy: policy,
  };
  const answer = await sqs("GetQueueAttributes", { QueueUrl: ref, AttributeNames: ["All"] });
  const present = Described.parse(answer).Attributes;
  const changed = Object.entries(wanted).filter(([name, value]) => (present[name] ?? "") !== value);
  if (changed.length > 0)
    await sqs("SetQueueAttributes", { QueueUrl: ref, Attributes: Object.fromEntries(changed) });
}

function attributeText(value: Json): string {
  return isObject(value) ? JSON.stringify(value) : String(value);
}

const PolicyProperties = z.object({ PolicyDocument: z.unknown(), Queues: z.array(z.string()) });

function queuePolicies(cloud: Cloud): ReadonlyMap<string, string> {
  const policies = new Map<string, string>();
  for (const { logicalId, properties } of cloud.ofType("AWS::SQS::QueuePolicy")) {
    const { PolicyDocument, Queues } = PolicyProperties.parse(properties);
    for (const url of Queues) {
      if (policies.has(url))
        throw new Error(`${logicalId}: a queue has one policy, and ${url} would get two`);
      policies.set(url, JSON.stringify(PolicyDocument));
    }
  }
  return policies;
}
