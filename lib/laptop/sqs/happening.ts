import type { Account } from "./account.ts";
import type { Content, Standing } from "./message.ts";
import type { MoveTask } from "./move-task.ts";
import type { Description } from "./queue.ts";
import type { Remembered } from "./recent.ts";

/** What may happen to an account's queues; the journal is a list of these. */
export type Happening =
  | { readonly kind: "queue"; readonly description: Description }
  | { readonly kind: "queueGone"; readonly queue: string }
  | { readonly kind: "purged"; readonly queue: string }
  | {
      readonly kind: "put";
      readonly queue: string;
      readonly content: Content;
      readonly standing: Standing;
      /** Deduplication key: in the same record, so that a torn write cannot keep one without the other. */
      readonly key?: string | undefined;
    }
  | { readonly kind: "stands"; readonly queue: string; readonly id: string; readonly standing: Standing }
  | { readonly kind: "removed"; readonly queue: string; readonly id: string }
  | {
      readonly kind: "moved";
      readonly queue: string;
      readonly id: string;
      readonly to: string;
      readonly as: Pick<Content, "id" | "sequence" | "sentAt" | "deadLetterSource" | "receivesBefore">;
      readonly standing: Standing;
    }
  | { readonly kind: "remembered"; readonly queue: string; readonly entry: Remembered }
  | { readonly kind: "task"; readonly task: MoveTask };

/** Makes a happening true in memory: now, or again when the journal is replayed. */
export function apply(account: Account, happening: Happening): void {
  const change = changes[happening.kind] as Change<Happening>; // the table pairs each kind with its own change
  change(account, happening);
}

type Change<H> = (account: Account, happening: H) => void;

const changes: { [K in Happening["kind"]]: Change<Extract<Happening, { kind: K }>> } = {
  queue: (account, { description }) => account.describe(description),
  queueGone: (account, { queue }) => account.queues.delete(queue),
  purged: (account, { queue }) => account.queues.get(queue)?.purge(),
  put: (account, { queue, content, standing, key }) => {
    const { id, sequence, sentAt: at } = content;
    account.lastSequence = Math.max(account.lastSequence, sequence);
    account.queues.get(queue)?.put(content, standing);
    if (key !== undefined) account.queues.get(queue)?.recent.remember({ key, id, sequence, at });
  },
  stands: (account, { queue, id, standing }) => account.queues.get(queue)?.place(id, standing),
  removed: (account, { queue, id }) => account.queues.get(queue)?.remove(id),
  moved: (account, { queue, id, to, as, standing }) => {
    const message = account.queues.get(queue)?.remove(id);
    account.lastSequence = Math.max(account.lastSequence, as.sequence);
    if (message) account.queues.get(to)?.put({ ...message.content, ...as }, standing);
  },
  remembered: (account, { queue, entry }) => account.queues.get(queue)?.recent.remember(entry),
  task: (account, { task }) => account.tasks.set(task.handle, task),
};

/** The account as it stands, as the shortest list of happenings that leads there. */
export function* snapshot(account: Account): Iterable<Happening> {
  for (const queue of account.queues.values()) {
    yield { kind: "queue", description: queue.description };
    for (const entry of queue.recent.entries(account.now()))
      yield { kind: "remembered", queue: queue.name, entry };
    for (const { content, standing } of queue.messages.values()) {
      yield { kind: "put", queue: queue.name, content, standing };
    }
  }
  for (const task of account.tasks.values()) yield { kind: "task", task };
}
