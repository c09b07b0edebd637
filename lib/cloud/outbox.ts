import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Message, Parcelled } from "../order/messages.ts";
import type { Facilities, Outbox } from "../order/ports.ts";

/** Queue URL of each kind of message; a kind that a function may not send is left out. */
export type QueueUrls = { readonly [K in Message["kind"]]?: string | undefined };

/**
 * Sends effects in their order, a batch per run of the same queue. Each queue is independent: one that refuses stops
 * only what follows on itself, so that events keep their order.
 */
export function outbox(sqs: SQSClient, urls: QueueUrls, facilities: Facilities): Outbox {
  return {
    send: async (parcels) => {
      const lanes = Object.values(Object.groupBy(parcels, laneOf)).filter((lane) => lane !== undefined);
      const taken = await Promise.all(lanes.map((lane) => sendLane(lane, { sqs, urls, facilities })));
      return taken.flat();
    },
  };
}

interface Way {
  readonly sqs: SQSClient;
  readonly urls: QueueUrls;
  readonly facilities: Facilities;
}

function laneOf(parcel: Parcelled): string {
  return parcel.to === "facility" ? `facility:${parcel.facilityId}` : parcel.message.kind;
}

async function sendLane(lane: readonly Parcelled[], way: Way): Promise<string[]> {
  const taken: string[] = [];
  for (let start = 0; start < lane.length; start += 10) {
    const batch = lane.slice(start, start + 10);
    const sent = await sendBatch(batch, way);
    taken.push(...sent);
    if (sent.length < batch.length) break;
  }
  return taken;
}

async function sendBatch(batch: readonly Parcelled[], way: Way): Promise<string[]> {
  const [first] = batch;
  if (!first) return [];
  if (first.to === "facility") return ring(batch, way);
  const QueueUrl = way.urls[first.message.kind];
  if (!QueueUrl) return [];
  const entries = batch.flatMap((parcel, place) =>
    parcel.to === "station" ? [{ Id: String(place), ...entryOf(parcel.message) }] : [],
  );
  const { Successful = [] } = await way.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries }));
  const done = new Set(Successful.map((entry) => entry.Id));
  return batch.filter((_, place) => done.has(String(place))).map((parcel) => parcel.effectId);
}

/** Merchants share standard queues fairly by their group; events are strictly ordered per merchant and mode. */
function entryOf(message: Message) {
  const MessageBody = JSON.stringify(message);
  if (message.kind !== "event") return { MessageBody, MessageGroupId: message.merchantId };
  return {
    MessageBody,
    MessageGroupId: `${message.mode}-${message.merchantId}`,
    MessageDeduplicationId: message.event.id,
  };
}

async function ring(batch: readonly Parcelled[], { sqs, facilities }: Way): Promise<string[]> {
  const taken: string[] = [];
  for (const parcel of batch) {
    if (parcel.to !== "facility") continue;
    const facility = await facilities.get(parcel.facilityId);
    if (!facility) break;
    const MessageBody = JSON.stringify(parcel.bell);
    await sqs.send(new SendMessageCommand({ QueueUrl: facility.queueUrl, MessageBody }));
    taken.push(parcel.effectId);
  }
  return taken;
}
