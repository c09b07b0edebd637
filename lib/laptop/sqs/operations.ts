import type * as z from "zod";
import * as acknowledge from "./acknowledge.ts";
import type { Desk } from "./desk.ts";
import * as inputs from "./inputs.ts";
import { listQueues, listSources } from "./lists.ts";
import { cancelMove, listMoves, startMove } from "./move-task.ts";
import * as queues from "./queues.ts";
import { receive } from "./receive.ts";
import { send, sendBatch } from "./send.ts";

/** Checks the input, asks for permission, acts. */
export type Operation = (desk: Desk, input: unknown) => object | Promise<object>;

/** Every operation by the name in `X-Amz-Target`. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ["CreateQueue", operation(inputs.createInput, queues.createQueue)],
  ["GetQueueUrl", operation(inputs.nameInput, queues.getQueueUrl)],
  ["GetQueueAttributes", operation(inputs.attributeNamesInput, queues.getAttributes)],
  ["SetQueueAttributes", operation(inputs.setAttributesInput, queues.setAttributes)],
  ["DeleteQueue", operation(inputs.queueInput, queues.deleteQueue)],
  ["PurgeQueue", operation(inputs.queueInput, queues.purgeQueue)],
  ["ListQueues", operation(inputs.listInput, listQueues)],
  ["ListDeadLetterSourceQueues", operation(inputs.sourcesInput, listSources)],
  ["TagQueue", operation(inputs.tagInput, queues.tagQueue)],
  ["UntagQueue", operation(inputs.untagInput, queues.untagQueue)],
  ["ListQueueTags", operation(inputs.queueInput, queues.listTags)],
  ["SendMessage", operation(inputs.sendInput, send)],
  ["SendMessageBatch", operation(inputs.sendBatchInput, sendBatch)],
  ["ReceiveMessage", operation(inputs.receiveInput, receive)],
  ["DeleteMessage", operation(inputs.deleteInput, acknowledge.deleteMessage)],
  ["DeleteMessageBatch", operation(inputs.deleteBatchInput, acknowledge.deleteBatch)],
  ["ChangeMessageVisibility", operation(inputs.visibilityInput, acknowledge.changeVisibility)],
  ["ChangeMessageVisibilityBatch", operation(inputs.visibilityBatchInput, acknowledge.changeVisibilityBatch)],
  ["StartMessageMoveTask", operation(inputs.startMoveInput, startMove)],
  ["ListMessageMoveTasks", operation(inputs.listMovesInput, listMoves)],
  ["CancelMessageMoveTask", operation(inputs.cancelMoveInput, cancelMove)],
]);

function operation<S extends z.ZodType>(
  schema: S,
  act: (desk: Desk, input: z.infer<S>) => object | Promise<object>,
): Operation {
  return (desk, input) => act(desk, inputs.parse(schema, input));
}
