import { randomUUID } from "node:crypto";
import { AwsError } from "../call.ts";
import type { Account } from "./account.ts";
import { authorizeAt, type Desk } from "./desk.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";

/** One redrive of a dead-letter queue; replaced as a whole, and journaled when its status changes. */
export interface MoveTask {
  readonly handle: string;
  readonly source: string;
  /** ARN of the queue to move to; null for each message's own source. */
  readonly destination: string | null;
  readonly perSecond: number | null;
  readonly status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  readonly failure: string | null;
  readonly moved: number;
  readonly toMove: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

interface StartInput {
  readonly SourceArn: string;
  readonly DestinationArn?: string | undefined;
  readonly MaxNumberOfMessagesPerSecond?: number | undefined;
}

/** Messages moved at once by a task without a rate, so that calls are answered in between. */
const chunk = 100;

/** Starts moving a dead-letter queue's messages back; it goes on after the answer. */
export function startMove(desk: Desk, input: StartInput): object {
  const { account } = desk;
  const source = withArn(desk, input.SourceArn, ["StartMessageMoveTask", ...moving]);
  const sources = sourcesOf(account, source);
  if (sources.length === 0) {
    throw new AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
  }
  if (input.DestinationArn === source.arn) {
    throw new AwsError(
      "InvalidParameterValue",
      "Source queue arn and destination queue arn cannot be the same.",
    );
  }
  const to = input.DestinationArn === undefined ? sources.map((queue) => queue.arn) : [input.DestinationArn];
  for (const arn of to) withArn(desk, arn, ["SendMessage"]);
  if (tasksOf(account, source).some((task) => task.status === "RUNNING")) {
    throw new AwsError(
      "UnsupportedOperation",
      "There is already a task running. Only one active task is allowed.",
    );
  }
  account.settle(source);
  const task = taskOf(account, source, input);
  account.commit({ kind: "task", task });
  setImmediate(() => run(account, task));
  return { TaskHandle: task.handle };
}

/** The latest tasks of a source, newest first. */
export function listMoves(desk: Desk, input: { SourceArn: string; MaxResults: number }): object {
  const source = withArn(desk, input.SourceArn, ["ListMessageMoveTasks"]);
  const latest = tasksOf(desk.account, source).reverse().slice(0, input.MaxResults);
  return { Results: latest.map(rendered) };
}

/** Stops a task; what it has moved stays moved. */
export function cancelMove(desk: Desk, { TaskHandle }: { TaskHandle: string }): object {
  const task = desk.account.tasks.get(TaskHandle);
  if (task === undefined) throw new AwsError("ResourceNotFoundException", "Task does not exist.", 404);
  withArn(desk, task.source, ["CancelMessageMoveTask"]);
  if (task.status !== "RUNNING")
    throw new AwsError("UnsupportedOperation", "Only active tasks can be cancelled.");
  desk.account.commit({ kind: "task", task: { ...task, status: "CANCELLED" } });
  return { ApproximateNumberOfMessagesMoved: task.moved };
}

/** Goes on with the tasks that were running when the account was last closed or killed. */
export function resumeMoves(account: Account): void {
  for (const task of account.tasks.values()) if (task.status === "RUNNING") run(account, task);
}

/** What a redrive needs at its source besides leave to start. */
const moving = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

function withArn(desk: Desk, arn: string, actions: readonly string[]): Queue {
  const name = arn.split(":").at(-1) ?? "";
  for (const action of actions) authorizeAt(desk, name, action);
  const queue = desk.account.withArn(arn);
  if (queue) return queue;
  throw new AwsError("ResourceNotFoundException", `The resource ${arn} does not exist.`, 404);
}

function taskOf(account: Account, source: Queue, input: StartInput): MoveTask {
  return {
    handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.arn })).toString("base64"),
    source: source.arn,
    destination: input.DestinationArn ?? null,
    perSecond: input.MaxNumberOfMessagesPerSecond ?? null,
    status: "RUNNING",
    failure: null,
    moved: 0,
    toMove: source.counts.ready,
    startedAt: account.now(),
  };
}

/** One chunk now, the next in a second when there is a rate, else in the next turn. */
function run(account: Account, { handle, perSecond }: MoveTask): void {
  const task = account.tasks.get(handle);
  if (task?.status !== "RUNNING" || account.isClosed) return;
  const after = moveChunk(account, task, perSecond ?? chunk);
  if (after.status !== "RUNNING") {
    account.commit({ kind: "task", task: after });
    return;
  }
  account.tasks.set(handle, after);
  setTimeout(() => run(account, after), perSecond === null ? 0 : 1000).unref();
}

function moveChunk(account: Account, before: MoveTask, limit: number): MoveTask {
  const source = account.withArn(before.source);
  if (source === undefined) return { ...before, status: "FAILED", failure: absent };
  account.settle(source);
  for (let moved = before.moved; moved < before.moved + limit; moved += 1) {
    const message = source.next();
    if (message === undefined) return { ...before, moved, status: "COMPLETED" };
    const failure = move(account, source, { message, to: before.destination });
    if (failure !== undefined) return { ...before, moved, status: "FAILED", failure };
  }
  return { ...before, moved: before.moved + limit };
}

/** A redriven message is a new one: new id, new age, counted anew. */
function move(account: Account, source: Queue, { message, to }: { message: Message; to: string | null }) {
  const arn = to ?? message.content.deadLetterSource;
  if (arn === null) return "CouldNotDetermineMessageSource";
  const destination = account.withArn(arn);
  if (destination === undefined) return absent;
  const sentAt = account.now();
  account.commit({
    kind: "moved",
    queue: source.name,
    id: message.content.id,
    to: destination.name,
    as: {
      id: randomUUID(),
      sequence: account.nextSequence(),
      sentAt,
      deadLetterSource: null,
      receivesBefore: 0,
    },
    standing: { state: "ready", dueAt: sentAt, receives: 0, firstReceivedAt: null },
  });
  return undefined;
}

const absent = "AWS.SimpleQueueService.NonExistentQueue";

function sourcesOf(account: Account, target: Queue): Queue[] {
  return [...account.queues.values()].filter((queue) => queue.redrive?.targetArn === target.arn);
}

function tasksOf(account: Account, source: Queue): MoveTask[] {
  return [...account.tasks.values()].filter((task) => task.source === source.arn);
}

function rendered(task: MoveTask): object {
  return {
    ...(task.status === "RUNNING" && { TaskHandle: task.handle }),
    Status: task.status,
    SourceArn: task.source,
    ...(task.destination !== null && { DestinationArn: task.destination }),
    ...(task.perSecond !== null && { MaxNumberOfMessagesPerSecond: task.perSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failure !== null && { FailureReason: task.failure }),
    StartedTimestamp: task.startedAt,
  };
}
