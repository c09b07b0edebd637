import { expect, test } from "vitest";
import { openJournal } from "../../lib/printclient/journal.ts";
import { freshFolder, once, saw, startSimulated, whole, wordsByTicket } from "./clients.ts";
import { openPlatform, type Platform } from "./platform.ts";
import { facilityId } from "./tickets.ts";

const isClaim = ({ method, path }: { method: string; path: string }) =>
  method === "PUT" && path.endsWith("/claim");

const wordsOf = async (platform: Platform, { ticketId }: { ticketId: string }) =>
  wordsByTicket(await platform.statuses()).get(ticketId);

test("a revoked generation is not printed", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  await platform.claim(ticket);
  const client = await startSimulated(platform, { once });
  await client.done;
  expect(client.lines.map(({ event }) => event)).toContain("revoked");
  expect(await platform.statuses()).toEqual([]);
  expect(await platform.waiting()).toBe(0);
});

test("what is claimed already is passed over in the bucket", async () => {
  const platform = await openPlatform();
  await platform.claim(await platform.publish({ bell: false }));
  const client = await startSimulated(platform, { once });
  await client.done;
  expect(client.lines.map(({ event }) => event)).toEqual(["connected"]);
});

test("a ticket that another client won is not printed", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  await platform.claim(ticket, { clientId: "cli_other", claimId: "theirs" });
  const client = await startSimulated(platform, { once });
  await client.done;
  expect(client.lines.map(({ event }) => event)).toContain("lost");
  expect(await platform.statuses()).toEqual([]);
});

test("a claim whose reply was lost is known as one's own", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  let lost = 0;
  platform.interfere.s3 = async (call, next) => {
    const answer = await next(call);
    return isClaim(call) && lost++ < 4 ? { status: 500 } : answer;
  };
  await (await startSimulated(platform, { once })).done;
  expect(lost).toBeGreaterThan(1);
  expect(await wordsOf(platform, ticket)).toEqual(whole);
});

test("a claim that was made before a crash is known as one's own after it", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const folder = await freshFolder();
  const { ticketId, generation, prefix } = ticket;
  const journal = await openJournal(folder, () => {});
  await journal.append({ did: "opened", facilityId, clientId: "cli_me" });
  await journal.append({ did: "claiming", ticketId, generation, prefix, claimId: "mine" });
  await journal.close();
  await platform.claim(ticket, { clientId: "cli_me", claimId: "mine" });
  await (await startSimulated(platform, { folder, once })).done;
  expect(await wordsOf(platform, ticket)).toEqual(whole);
});

test("a claim is on disk before it is made", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const folder = await freshFolder();
  const seen: (string | undefined)[] = [];
  platform.interfere.s3 = async (call, next) => {
    if (isClaim(call)) {
      const journal = await openJournal(folder, () => {});
      seen.push(...[...journal.ledger.jobs.values()].map(({ claimId }) => claimId));
      await journal.close();
    }
    return await next(call);
  };
  await (await startSimulated(platform, { folder, once })).done;
  expect(seen).toEqual([(await platform.claimOf(ticket))?.claimId]);
});

test("somebody else claiming at this moment means trying again", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  let conflicts = 0;
  const body = "<Error><Code>ConditionalRequestConflict</Code><Message>Conflict</Message></Error>";
  platform.interfere.s3 = async (call, next) => {
    if (!isClaim(call) || conflicts++ > 1) return await next(call);
    call.body.resume();
    return { status: 409, headers: { "content-type": "application/xml" }, body };
  };
  await (await startSimulated(platform, { once })).done;
  expect(conflicts).toBeGreaterThan(2);
  expect(await wordsOf(platform, ticket)).toEqual(whole);
});

test("a message rings until the claim is on disk", async () => {
  const platform = await openPlatform();
  await platform.publish();
  platform.interfere.s3 = async (call, next) => {
    if (isClaim(call)) return { status: 503 };
    return await next(call);
  };
  const client = await startSimulated(platform);
  await saw(client, "retrying");
  expect(await platform.waiting()).toBe(1);
});
