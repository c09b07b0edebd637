import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { Unsent } from "../order/errors.ts";
import type { Message, Parcelled } from "../order/messages.ts";
import type { Facilities, Outbox } from "../order/ports.ts";

/** Where this sender may send; what goes elsewhere stays pending for one who may. */
export interface Ways {
  /** Queue URL of each kind of message. */
  readonly urls: { readonly [K in Message["kind"]]?: string | undefined };
  /** Whether it may ring facilities. */
  readonly rings: boolean;
}

/**
 * Sends effects in their order. Each queue is independent: one that refuses stops only what follows on itself, so that
 * events keep their order.
 */
export function outbox(sqs: SQSClient, ways: Ways, facilities: Facilities): Outbox {
  const send = (lane: readonly Parcelled[]) => sendLane(lane, { sqs, facilities, ...ways });
  return {
    send: async (parcels) => {
      const lanes = Object.values(Object.groupBy(parcels, laneOf)).filter((lane) => lane !== undefined);
      const sent = await Promise.all(lanes.map(send));
      const taken = sent.flatMap((lane) => lane.taken);
      const stopped = sent.find((lane) => lane.cause !== undefined);
      if (stopped) throw new Unsent(taken, { cause: stopped.cause });
      return taken;
    },
  };
}

interface Way extends Ways {
  readonly sqs: SQSClient;
  readonly facilities: Facilities;
}

function laneOf(parcel: Parcelled): string {
  return parcel.to === "facility" ? `facility:${parcel.facilityId}` : parcel.message.kind;
}

interface SentLane {
  readonly taken: readonly string[];
  readonly cause?: unknown;
}

async function sendLane(lane: readonly Parcelled[], way: Way): Promise<SentLane> {
  const taken: string[] = [];
  try {
    for (const batch of batchesOf(lane)) {
      const sent = await sendBatch(batch, way);
      taken.push(...sent);
      if (sent.length < batch.length) break;
    }
    return { taken };
  } catch (cause) {
    return { taken, cause };
  }
}

/** Events go one by one: of a batch SQS may take the second and not the first. */
function batchesOf(lane: readonly Parcelled[]): Parcelled[][] {
  const size = lane.some((parcel) => parcel.to === "station" && parcel.message.kind === "event") ? 1 : 10;
  return Array.from({ length: Math.ceil(lane.length / size) }, (_, n) =>
    lane.slice(n * size, (n + 1) * size),
  );
}

async function sendBatch(batch: readonly Parcelled[], way: Way): Promise<string[]> {
  const [first] = batch;
  if (!first) return [];
  if (first.to === "facility") return way.rings ? ring(batch, way) : [];
  const QueueUrl = way.urls[first.message.kind];
  if (!QueueUrl) return [];
  const Entries = batch.flatMap((parcel, place) =>
    parcel.to === "station" ? [{ Id: String(place), ...entryOf(parcel.message) }] : [],
  );
  const { Successful = [] } = await way.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
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
