import { expect, test } from "vitest";
import { AwsError } from "../../lib/laptop/call.ts";
import { KeyRefused } from "../../lib/printclient/credentials.ts";
import { openJournal } from "../../lib/printclient/journal.ts";
import {
  eventually,
  freshFolder,
  once,
  saw,
  start,
  startSimulated,
  whole,
  wordsByTicket,
} from "./clients.ts";
import { openPlatform } from "./platform.ts";
import { facilityId } from "./tickets.ts";

test("credentials are renewed at half of their life, and work goes on with the new ones", async () => {
  const platform = await openPlatform();
  platform.interfere.credentialSeconds = 2;
  const client = await startSimulated(platform);
  await saw(client, "connected");
  const connectedAt = Date.now();
  await eventually(platform.doorCalls, (calls) => calls === 2);
  expect(Date.now() - connectedAt).toBeLessThan(2000);
  await eventually(platform.doorCalls, (calls) => calls === 3);
  const ticket = await platform.publish();
  await saw(client, "shipped");
  await client.stop();
  expect(wordsByTicket(await platform.statuses()).get(ticket.ticketId)).toEqual(whole);
});

test("while the API is down the client works with what it has", async () => {
  const platform = await openPlatform();
  platform.interfere.credentialSeconds = 20;
  const client = await startSimulated(platform);
  await saw(client, "connected");
  platform.interfere.door = 503;
  await platform.publish();
  await saw(client, "shipped");
});

test("an API that is down at start is waited for", async () => {
  const platform = await openPlatform();
  platform.interfere.door = 503;
  await platform.publish();
  const client = await startSimulated(platform);
  await saw(client, "retrying");
  platform.interfere.door = 200;
  await saw(client, "shipped");
});

test("what is downloaded is printed without the platform, and its statuses wait on disk", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const { folder, done } = await start(platform, { once });
  await done;
  platform.interfere.door = 503;
  const offline = await startSimulated(platform, { folder });
  await saw(offline, "shipped");
  await offline.stop();
  expect(wordsByTicket(await platform.statuses()).get(ticket.ticketId)).toEqual(["accepted"]);
  platform.interfere.door = 200;
  await (await start(platform, { folder, once })).done;
  expect(wordsByTicket(await platform.statuses()).get(ticket.ticketId)).toEqual(whole);
});

test("a key that the platform refuses ends the client", async () => {
  const platform = await openPlatform();
  const client = await start(platform, { key: "fk_test_wrong" });
  await expect(client.done).rejects.toThrow(KeyRefused);
});

test("a key of another facility ends the client", async () => {
  const platform = await openPlatform();
  const client = await start(platform, { facilityId: "rot-two" });
  await expect(client.done).rejects.toThrow(/belongs to ams-one/);
});

test("a folder belongs to one facility for good", async () => {
  const platform = await openPlatform();
  const folder = await freshFolder();
  const journal = await openJournal(folder, () => {});
  await journal.append({ did: "opened", facilityId: "rot-two", clientId: "cli_x" });
  await journal.close();
  await expect((await start(platform, { folder, facilityId })).done).rejects.toThrow(/belongs to rot-two/);
});

test("statuses that the queue does not take are sent until it does", async () => {
  const platform = await openPlatform();
  const tickets = await Promise.all(Array.from({ length: 4 }, () => platform.publish()));
  let sends = 0;
  platform.interfere.sqs = async ({ operation, input }, perform) => {
    if (operation !== "SendMessageBatch" || ++sends > 6) return await perform(input);
    if (sends % 2) return refuseFirst(input, perform);
    await perform(input);
    throw new AwsError("InternalFailure", "executed, and the reply lost", 500);
  };
  await (await startSimulated(platform, { once })).done;
  const statuses = await platform.statuses();
  expect(statuses.length).toBeGreaterThan(16);
  const words = wordsByTicket(statuses);
  for (const { ticketId } of tickets) expect(words.get(ticketId)).toEqual(whole);
});

/** A batch of which one message is lost, as the answer says. */
async function refuseFirst(input: unknown, perform: (input: unknown) => Promise<object>): Promise<object> {
  const { Entries, ...where } = input as { Entries: { Id: string }[] }; // what the SDK sent
  const [first, ...others] = Entries;
  const Failed = [{ Id: first?.Id, SenderFault: false, Code: "InternalError" }];
  if (others.length === 0) return { Successful: [], Failed };
  return { ...(await perform({ ...where, Entries: others })), Failed };
}
