import type { Account } from "./account.ts";
import type { Poll, Queue, Taken } from "./queue.ts";
import { take } from "./take.ts";

/** The waiting receives of all queues, served in the order they came; one timer for everything that falls due. */
export class Polls {
  readonly #account: Account;
  readonly #stirred = new Set<Queue>();
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  constructor(account: Account) {
    this.#account = account;
    account.onChange = (queue) => this.#stir(queue);
  }

  /** Waits for messages until the time is up or the client leaves; one that left is handed nothing. */
  wait(queue: Queue, ask: Poll["ask"], limit: { seconds: number; gone: AbortSignal }): Promise<Taken[]> {
    return new Promise((resolve) => {
      const leave = () => poll.answer([]);
      const timer = setTimeout(leave, limit.seconds * 1000);
      const poll: Poll = {
        ask,
        answer(taken) {
          clearTimeout(timer);
          limit.gone.removeEventListener("abort", leave);
          queue.polls.delete(poll);
          resolve(taken);
        },
      };
      limit.gone.addEventListener("abort", leave, { once: true });
      queue.polls.add(poll);
      this.#wakeBy(queue.dueAt);
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const queue of this.#account.queues.values()) release(queue);
  }

  /** Once a tick, so that a batch of changes is served as a whole and never in the middle of a take. */
  #stir(queue: Queue): void {
    if (queue.polls.size === 0) return;
    if (this.#stirred.size === 0) queueMicrotask(() => this.#serveStirred());
    this.#stirred.add(queue);
  }

  #serveStirred(): void {
    const stirred = [...this.#stirred];
    this.#stirred.clear();
    for (const queue of stirred) this.#serve(queue);
  }

  #serve(queue: Queue): void {
    for (const poll of [...queue.polls]) {
      const taken = take(this.#account, queue, poll.ask);
      if (taken.length === 0) break;
      poll.answer(taken);
    }
    if (queue.polls.size > 0) this.#wakeBy(queue.dueAt);
  }

  #wakeBy(at: number): void {
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#wake(), Math.max(1, at - this.#account.now()));
  }

  #wake(): void {
    this.#timerAt = Infinity;
    for (const queue of this.#account.queues.values()) {
      if (queue.polls.size > 0) this.#serve(queue);
    }
  }
}

/** Ends all waits of a queue with nothing. */
export function release(queue: Queue): void {
  for (const poll of [...queue.polls]) poll.answer([]);
}
