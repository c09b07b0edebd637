import { expect, test } from "vitest";
import { opened, receive } from "./opened.ts";

test("a body comes back as it was sent: emoji, line separators, every plane", async () => {
  const { client, queue, reopen } = await opened();
  const QueueUrl = await queue("orders");
  const MessageBody = "Grüße 🖨️ \u2028\u2029 \u{10FFFF} \t\r\n \uFFFD <&>\"'";
  await client.sendMessage({ QueueUrl, MessageBody });
  await reopen();
  const [message] = await receive(client, QueueUrl);
  expect(message?.Body).toBe(MessageBody);
});

test.each(["\u0000", "\u000b", "\ufffe", "\ud800"])(
  "a body that XML cannot carry is refused: %j",
  async (bad) => {
    const { client, queue } = await opened();
    const send = client.sendMessage({ QueueUrl: await queue("orders"), MessageBody: `x${bad}` });
    await expect(send).rejects.toMatchObject({ name: "InvalidMessageContents" });
  },
);

test("attributes keep type and value, and their digests are those of AWS", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  const MessageAttributes = {
    city: { DataType: "String", StringValue: "Köln" },
    pages: { DataType: "Number.int", StringValue: "64" },
    proof: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2, 255]) },
  };
  const MessageSystemAttributes = { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-5759e988" } };
  const sent = await client.sendMessage({
    QueueUrl,
    MessageBody: "x",
    MessageAttributes,
    MessageSystemAttributes,
  });
  // Computed with the algorithm as botocore documents it, by hand in Python.
  expect(sent.MD5OfMessageAttributes).toBe("f53047e829c7d2216b7ae9207471bbfc");
  expect(sent.MD5OfMessageSystemAttributes).toBe("1093703a9379955b75098a87e549ba88");
  const [message] = await receive(client, QueueUrl, { MessageAttributeNames: ["All"] });
  expect(message?.MessageAttributes).toEqual(MessageAttributes);
  expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
  expect(message?.Attributes?.AWSTraceHeader).toBe("Root=1-5759e988");
});

test("attributes are chosen by name, prefix or not at all", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  const text = { DataType: "String", StringValue: "x" };
  await client.sendMessage({
    QueueUrl,
    MessageBody: "x",
    MessageAttributes: { "a.one": text, "a.two": text, b: text },
  });
  const names = async (MessageAttributeNames: string[]) => {
    const [message] = await receive(client, QueueUrl, { MessageAttributeNames, VisibilityTimeout: 0 });
    return Object.keys(message?.MessageAttributes ?? {});
  };
  expect(await names([])).toEqual([]);
  expect(await names(["a.*"])).toEqual(["a.one", "a.two"]);
  expect(await names(["b"])).toEqual(["b"]);
  expect(await names([".*"])).toEqual(["a.one", "a.two", "b"]);
});

test("the sender is the caller's user id, and both lists of attribute names are obeyed", async () => {
  const { client, queue } = await opened({ userId: "AROAEXAMPLE:ams1" });
  const QueueUrl = await queue("status");
  const before = Date.now();
  await client.sendMessage({ QueueUrl, MessageBody: "x", MessageGroupId: "merchant-7" });
  const old = await client.receiveMessage({ QueueUrl, AttributeNames: ["All"], VisibilityTimeout: 0 });
  const attributes = old.Messages?.[0]?.Attributes;
  expect(attributes).toMatchObject({
    SenderId: "AROAEXAMPLE:ams1",
    MessageGroupId: "merchant-7",
    ApproximateReceiveCount: "1",
  });
  expect(Number(attributes?.SentTimestamp)).toBeGreaterThanOrEqual(before);
  const MessageSystemAttributeNames = ["SenderId" as const];
  const fresh = await client.receiveMessage({ QueueUrl, MessageSystemAttributeNames, VisibilityTimeout: 0 });
  expect(fresh.Messages?.[0]?.Attributes).toEqual({ SenderId: "AROAEXAMPLE:ams1" });
  const none = await client.receiveMessage({ QueueUrl });
  expect(none.Messages?.[0]?.Attributes).toBeUndefined();
});

test("a message may have 1 MiB and not a byte more", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  const MessageBody = "\n".repeat(1_048_576);
  await client.sendMessage({ QueueUrl, MessageBody });
  const more = client.sendMessage({ QueueUrl, MessageBody: `${MessageBody}x` });
  await expect(more).rejects.toMatchObject({ name: "InvalidParameterValue" });
  const [message] = await receive(client, QueueUrl);
  expect(message?.Body?.length).toBe(1_048_576);
});

test("attributes count towards the size of a message", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("small", { MaximumMessageSize: "1024" });
  const send = (letters: number) =>
    client.sendMessage({
      QueueUrl,
      MessageBody: "x".repeat(1000),
      MessageAttributes: { a: { DataType: "String", StringValue: "x".repeat(letters) } },
    });
  await send(17);
  await expect(send(18)).rejects.toMatchObject({ name: "InvalidParameterValue" });
});

test.each([
  ["no body", { MessageBody: "" }, "MissingParameter"],
  ["a deduplication id on a standard queue", { MessageDeduplicationId: "x" }, "InvalidParameterValue"],
  ["a delay over 15 minutes", { DelaySeconds: 901 }, "InvalidParameterValue"],
  [
    "a reserved attribute name",
    { MessageAttributes: { "AWS.x": { DataType: "String", StringValue: "x" } } },
    "InvalidParameterValue",
  ],
  [
    "an empty attribute",
    { MessageAttributes: { x: { DataType: "String", StringValue: "" } } },
    "InvalidParameterValue",
  ],
  [
    "an unknown type",
    { MessageAttributes: { x: { DataType: "Text", StringValue: "x" } } },
    "InvalidParameterValue",
  ],
])("a message is refused for %s", async (_why, more, name) => {
  const { client, queue } = await opened();
  const send = client.sendMessage({ QueueUrl: await queue("orders"), MessageBody: "x", ...more });
  await expect(send).rejects.toMatchObject({ name });
});
