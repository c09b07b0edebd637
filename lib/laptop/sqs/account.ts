import { apply, type Happening, snapshot } from "./happening.ts";
import { Journal } from "./journal.ts";
import type { MoveTask } from "./move-task.ts";
import { type Description, Queue } from "./queue.ts";

/** Who and where this SQS is. */
export interface Settings {
  /** Where the journal lies. */
  readonly folder: string;
  readonly accountId: string;
  readonly region: string;
  /** Origin of queue URLs, e.g. `http://127.0.0.1:4000`; a function when it is known only after listening. */
  readonly endpoint: string | (() => string);
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** All queues of one account and region, in memory and in the journal. */
export class Account {
  readonly queues = new Map<string, Queue>();
  readonly tasks = new Map<string, MoveTask>();
  lastSequence = 0;
  isClosed = false;
  /** Told about each queue that something happened to. */
  onChange: (queue: Queue) => void = () => {};
  readonly #settings: Settings;
  #journal: Journal<Happening> | undefined;

  private constructor(settings: Settings) {
    this.#settings = settings;
  }

  static async open(settings: Settings): Promise<Account> {
    const account = new Account(settings);
    account.#journal = await Journal.open<Happening>(settings.folder, {
      replay: (happening) => apply(account, happening),
      snapshot: () => snapshot(account),
    });
    return account;
  }

  now(): number {
    return this.#settings.clock?.() ?? Date.now();
  }

  /** Rises with the clock, so that it keeps rising over restarts without being stored. */
  nextSequence(): number {
    this.lastSequence = Math.max(this.lastSequence + 1, this.now() * 1000);
    return this.lastSequence;
  }

  arnOf(name: string): string {
    return `arn:aws:sqs:${this.#settings.region}:${this.#settings.accountId}:${name}`;
  }

  urlOf(name: string): string {
    const { endpoint, accountId } = this.#settings;
    return `${typeof endpoint === "string" ? endpoint : endpoint()}/${accountId}/${name}`;
  }

  /** The name in a queue URL of this account; hosts may change, so they do not count. */
  nameIn(url: string): string | undefined {
    const [account, name] = url.split("/").slice(-2);
    return account === this.#settings.accountId ? name : undefined;
  }

  withArn(arn: string): Queue | undefined {
    const queue = this.queues.get(arn.split(":").at(-1) ?? "");
    return queue?.arn === arn ? queue : undefined;
  }

  describe(description: Description): void {
    const { name } = description;
    const queue = this.queues.get(name);
    if (queue) queue.describe(description);
    else this.queues.set(name, new Queue(this.arnOf(name), description));
  }

  /** Makes it true and writes it down; answer nobody before `written`. */
  commit(happening: Happening): void {
    apply(this, happening);
    this.#journal?.append(happening);
    for (const name of namesIn(happening)) {
      const queue = this.queues.get(name);
      if (queue) this.onChange(queue);
    }
  }

  async written(): Promise<void> {
    await this.#journal?.written();
  }

  /** The queue with everything done that the clock alone decides. */
  settle(queue: Queue): void {
    const now = this.now();
    queue.settle(now);
    for (let old = queue.expired(now); old; old = queue.expired(now)) {
      this.commit({ kind: "removed", queue: queue.name, id: old.content.id });
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.#journal?.close();
  }
}

function namesIn(happening: Happening): string[] {
  if (happening.kind === "task") return [];
  if (happening.kind === "queue") return [happening.description.name];
  return happening.kind === "moved" ? [happening.queue, happening.to] : [happening.queue];
}
