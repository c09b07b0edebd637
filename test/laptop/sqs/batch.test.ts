import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  EmptyBatchRequest,
  InvalidBatchEntryId,
  TooManyEntriesInBatchRequest,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { bodies, counts, opened, receive } from "./opened.ts";

const entries = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ Id: `e${at}`, MessageBody: `${at}` }));

test("ten messages go in one call and come in one", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  const { Successful } = await client.sendMessageBatch({ QueueUrl, Entries: entries(10) });
  expect(Successful?.map((entry) => entry.Id)).toEqual(entries(10).map((entry) => entry.Id));
  expect(await bodies(client, QueueUrl)).toEqual(entries(10).map((entry) => entry.MessageBody));
});

test("what is wrong with an entry fails that entry alone", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  const sent = await client.sendMessageBatch({
    QueueUrl,
    Entries: [
      { Id: "good", MessageBody: "x" },
      { Id: "bad", MessageBody: "\u0001" },
    ],
  });
  expect(sent.Successful?.map((entry) => entry.Id)).toEqual(["good"]);
  expect(sent.Failed).toMatchObject([{ Id: "bad", SenderFault: true, Code: "InvalidMessageContents" }]);
  const [message] = await receive(client, QueueUrl);
  const handles = [
    { Id: "bad", ReceiptHandle: "rubbish" },
    { Id: "good", ReceiptHandle: message?.ReceiptHandle },
  ];
  const hidden = await client.changeMessageVisibilityBatch({
    QueueUrl,
    Entries: handles.map((entry) => ({ ...entry, VisibilityTimeout: 90 })),
  });
  const deleted = await client.deleteMessageBatch({ QueueUrl, Entries: handles });
  for (const answer of [hidden, deleted]) {
    expect(answer.Successful).toMatchObject([{ Id: "good" }]);
    expect(answer.Failed).toMatchObject([{ Id: "bad", Code: "ReceiptHandleIsInvalid" }]);
  }
  expect(await counts(client, QueueUrl)).toEqual([0, 0, 0]);
});

test.each([
  ["no entries", [], EmptyBatchRequest],
  ["eleven entries", entries(11), TooManyEntriesInBatchRequest],
  ["equal ids", [...entries(1), ...entries(1)], BatchEntryIdsNotDistinct],
  ["a bad id", [{ Id: "a b", MessageBody: "x" }], InvalidBatchEntryId],
  [
    "over 1 MiB in all",
    entries(2).map((entry) => ({ ...entry, MessageBody: "x".repeat(600_000) })),
    BatchRequestTooLong,
  ],
])("a batch is refused as a whole for %s", async (_why, Entries, expected) => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  await expect(client.sendMessageBatch({ QueueUrl, Entries })).rejects.toBeInstanceOf(expected);
  expect(await counts(client, QueueUrl)).toEqual([0, 0, 0]);
});
