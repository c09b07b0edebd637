import type { Account } from "./account.ts";

/** Makes all of a queue receivable that is in flight: whoever had received it has died, and nobody will ask for more time. */
export function giveBack(account: Account, name: string): void {
  const queue = account.queues.get(name);
  if (queue === undefined) return;
  account.settle(queue);
  for (const { content, standing } of [...queue.messages.values()]) {
    if (standing.state !== "inFlight") continue;
    const ready = { ...standing, state: "ready", dueAt: account.now() } as const;
    account.commit({ kind: "stands", queue: name, id: content.id, standing: ready });
  }
}
