import { expect, test } from "vitest";
import { AwsError } from "../../../lib/laptop/call.ts";
import { counts, opened } from "./opened.ts";

test("the weather can perform a call and lose its reply", async () => {
  const { client, queue } = await opened({
    weather: async ({ operation, input }, perform) => {
      const output = await perform(input);
      if (operation === "SendMessage") throw new AwsError("ServiceUnavailable", "lost", 503);
      return output;
    },
  });
  const QueueUrl = await queue("orders");
  await expect(client.sendMessage({ QueueUrl, MessageBody: "x" })).rejects.toMatchObject({
    name: "ServiceUnavailable",
  });
  expect(await counts(client, QueueUrl)).toEqual([1, 0, 0]);
});
