import { EventSourceMapping, type IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Station } from "../order/line.ts";

interface StationQueueProps {
  /** Physical name without `.fifo`. */
  readonly name: string;
  readonly station: Station;
}

const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

/** Longest life SQS gives a message. */
const longestLife = Duration.days(14);

/** A station's queue, redriving to its dead letters, and the mapping that feeds its function. */
export class StationQueue extends Construct {
  readonly queue: Queue;
  readonly dead: Queue;
  readonly #station: Station;

  constructor(scope: Construct, id: string, { name, station }: StationQueueProps) {
    super(scope, id);
    this.#station = station;
    this.dead = deadQueue(this, "Dead", { name: `${name}-dead`, fifo: station.fifo });
    this.queue = new Queue(this, "Queue", {
      ...safe,
      ...named(name, station.fifo),
      retentionPeriod: longestLife,
      visibilityTimeout: Duration.seconds(station.timeoutSeconds * hiddenTimes(station)),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: station.attempts },
    });
  }

  /** Lets `worker` take the messages: those it does not name as failed are done. */
  feeds(worker: IFunction): void {
    const { batch, concurrency } = this.#station;
    new EventSourceMapping(this, "Mapping", {
      target: worker,
      eventSourceArn: this.queue.queueArn,
      batchSize: batch,
      reportBatchItemFailures: true,
      ...(concurrency > 0 && { maxConcurrency: concurrency }),
    });
  }
}

/**
 * AWS asks for six times the function's timeout, for throttled batches. Heavy stations work one message at a time and
 * hide it by themselves: a worker killed before its first word must not cost 90 minutes.
 */
function hiddenTimes({ heavy }: Station): number {
  return heavy ? 1 : 6;
}

/** A queue for messages that nobody could work, kept as long as SQS can. */
export function deadQueue(
  scope: Construct,
  id: string,
  { name, fifo }: { name: string; fifo?: true | undefined },
): Queue {
  return new Queue(scope, id, { ...safe, ...named(name, fifo), retentionPeriod: longestLife });
}

function named(name: string, fifo: true | undefined) {
  return fifo ? { queueName: `${name}.fifo`, fifo, contentBasedDeduplication: false } : { queueName: name };
}
