import type { Bucket } from "./bucket.ts";
import type { Clock } from "./clock.ts";
import type { Intake } from "./intake.ts";
import type { Journal } from "./journal.ts";
import type { Log } from "./log.ts";
import type { Mail } from "./mail.ts";
import type { Press } from "./press.ts";
import { receive } from "./queue.ts";
import { persist } from "./retry.ts";
import { outboxEmpty } from "./sender.ts";

interface Sources {
  readonly mail: Mail;
  readonly bucket: Bucket;
  readonly intake: Intake;
  readonly journal: Journal;
  readonly press: Press | undefined;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly clock: Clock;
}

const relistSeconds = 3600;
const resumeSeconds = 300;

/** Takes tickets from the queue as they ring, until the signal. */
export async function takeFromQueue(sources: Sources): Promise<void> {
  for (;;) await takeOnce(sources, 20);
}

/** Answers whether there was anything to do. */
async function takeOnce(sources: Sources, waitSeconds: number): Promise<boolean> {
  const { intake, signal, clock } = sources;
  const atMost = await intake.room();
  const rings = await receive({ atMost, waitSeconds }, sources);
  if (signal.aborted) await Promise.all(rings.map((ring) => ring.giveBack()));
  signal.throwIfAborted();
  const answered = await Promise.all(rings.map((ring) => intake.ring(ring)));
  // Another client of this facility holds that ticket: while we wait, it hears the bell.
  if (answered.includes(false)) await clock.sleep(1 + Math.random(), signal);
  return answered.includes(true);
}

/** The queue is a bell, the bucket the truth: what no message tells of is found at start and every hour. */
export async function takeFromBucket(sources: Sources): Promise<void> {
  for (let passed = 0; ; passed += resumeSeconds) {
    sources.intake.resume();
    if (passed % relistSeconds === 0) await offerUnclaimed(sources);
    await sources.clock.sleep(resumeSeconds, sources.signal);
  }
}

async function offerUnclaimed(sources: Sources): Promise<void> {
  const { bucket, intake, signal } = sources;
  const list = async () => {
    for await (const prefix of bucket.unclaimed(signal)) {
      await intake.room();
      signal.throwIfAborted();
      intake.offer(prefix);
    }
  };
  await persist(list, { ...sources, what: "listing" });
}

/** Does all there is to do, and resolves when the queue has stayed empty for `waitSeconds`. */
export async function drain(sources: Sources, { waitSeconds }: { waitSeconds: number }): Promise<void> {
  const { intake, journal, press, signal } = sources;
  intake.resume();
  await offerUnclaimed(sources);
  // A long poll asks all of SQS's servers, so one empty answer is enough.
  while (await takeOnce(sources, waitSeconds));
  await intake.idle();
  await press?.idle();
  await outboxEmpty(journal, signal);
}
