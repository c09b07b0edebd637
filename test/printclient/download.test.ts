import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { Answer } from "../../lib/laptop/call.ts";
import { jobFolder } from "../../lib/printclient/download.ts";
import { once, startSimulated, whole, wordsByTicket } from "./clients.ts";
import { openPlatform, type Platform, type Published } from "./platform.ts";

const isFile = ({ method, path }: { method: string; path: string }) =>
  method === "GET" && path.endsWith(".pdf");

async function bytesOf({ body = "" }: Answer): Promise<Buffer> {
  if (!(body instanceof Readable)) return Buffer.from(body);
  return Buffer.concat(await body.toArray());
}

const printed = async (platform: Platform, { ticketId }: Published) =>
  wordsByTicket(await platform.statuses()).get(ticketId);

function flip(bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
  return flipped;
}

test("a file with one flipped bit is never accepted: the ticket fails as damaged", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish({ parts: [4000, 5000] });
  await platform.put(`${ticket.prefix}inside.pdf`, flip(ticket.files.get("inside.pdf") ?? Buffer.of()));
  const client = await startSimulated(platform, { once });
  await client.done;
  const [only, ...others] = await platform.statuses();
  expect(others).toEqual([]);
  expect(only?.status).toBe("failed");
  expect(only?.reason).toMatch(/^damaged_file: /);
  expect(await readdir(jobFolder(client.folder, ticket))).not.toContain("ticket.json");
});

test("bits that flip on their way are fetched again", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish({ parts: [4000, 5000] });
  let flips = 0;
  platform.interfere.s3 = async (call, next) => {
    const answer = await next(call);
    return isFile(call) && flips++ < 2 ? { ...answer, body: flip(await bytesOf(answer)) } : answer;
  };
  const client = await startSimulated(platform, { once });
  await client.done;
  expect(flips).toBeGreaterThan(2);
  const there = await readFile(join(jobFolder(client.folder, ticket), "inside.pdf"));
  expect(there).toEqual(ticket.files.get("inside.pdf"));
  expect(await printed(platform, ticket)).toEqual(whole);
});

test("a cut download goes on where it stopped", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish({ parts: [400_000] });
  const starts: number[] = [];
  platform.interfere.s3 = async (call, next) => {
    const answer = await next(call);
    if (!isFile(call)) return answer;
    starts.push(Number(/bytes=(\d+)/.exec(call.headers.range ?? "")?.[1]));
    return starts.length <= 3 ? { ...answer, body: cut(await bytesOf(answer)) } : answer;
  };
  const client = await startSimulated(platform, { once });
  await client.done;
  expect(starts).toHaveLength(4);
  expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
  expect(await printed(platform, ticket)).toEqual(whole);
});

test("a file that is longer or shorter than approved is damaged", async () => {
  const platform = await openPlatform();
  const content = async (ticket: Published) => ticket.files.get("inside.pdf") ?? Buffer.of();
  const long = await platform.publish();
  await platform.put(`${long.prefix}inside.pdf`, Buffer.concat([await content(long), Buffer.of(0)]));
  const short = await platform.publish();
  await platform.put(`${short.prefix}inside.pdf`, (await content(short)).subarray(1));
  await (await startSimulated(platform, { once })).done;
  expect(await printed(platform, long)).toEqual(["failed"]);
  expect(await printed(platform, short)).toEqual(["failed"]);
});

test("a ticket that cannot be read is refused unclaimed", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  await platform.put(`${ticket.prefix}ticket.json`, "{}");
  await (await startSimulated(platform, { once })).done;
  expect(await platform.statuses()).toMatchObject([{ status: "refused", reason: "damaged_file", seq: 1 }]);
  expect(await platform.claimOf(ticket)).toBeUndefined();
});

test("a ticket that was taken away is let go", async () => {
  const platform = await openPlatform();
  const { prefix, ticketId } = await platform.publish({ bell: false });
  const gone = `${prefix.replace(/1\/$/, "2/")}ticket.json`;
  await platform.ring({ v: 1, kind: "production_ticket", ticketId, generation: 2, key: gone });
  const client = await startSimulated(platform, { once });
  await client.done;
  expect(client.lines.map(({ event }) => event)).toContain("ticket_gone");
  expect(await platform.waiting()).toBe(0);
});

/** Sends a third, then breaks the connection. */
function cut(bytes: Buffer): Readable {
  return Readable.from(
    (async function* () {
      yield bytes.subarray(0, Math.ceil(bytes.length / 3));
      await new Promise((sent) => setTimeout(sent, 50));
      throw new Error("the line broke");
    })(),
  );
}

/** 200 MB were run by `DOWNLOAD_MB=200`. */
const largeMb = Number(process.env.DOWNLOAD_MB ?? 20);

test("a large download cut three times, its credentials expired once, one bit flipped on the way: right in the end", async () => {
  const platform = await openPlatform();
  platform.interfere.credentialSeconds = 2;
  const ticket = await platform.publish({ parts: Array.from({ length: largeMb / 5 }, () => 5_000_000) });
  let [gets, cuts, flips, expired] = [0, 0, 0, 0];
  platform.interfere.s3 = async (call, next) => {
    if (!isFile(call)) return await next(call);
    gets++;
    if (gets === 2) {
      // As when a laptop slept through the renewal: the bucket no longer knows who asks.
      expired++;
      return {
        status: 403,
        headers: { "content-type": "application/xml" },
        body: "<Error><Code>ExpiredToken</Code></Error>",
      };
    }
    const answer = await next(call);
    if (cuts < 3) {
      cuts++;
      return { ...answer, body: cut(await bytesOf(answer)) };
    }
    return flips++ === 0 ? { ...answer, body: flip(await bytesOf(answer)) } : answer;
  };
  const client = await startSimulated(platform, { once });
  await client.done;
  expect([cuts, expired]).toEqual([3, 1]);
  expect(flips).toBeGreaterThan(1);
  const there = await readFile(join(jobFolder(client.folder, ticket), "inside.pdf"));
  expect(there.equals(ticket.files.get("inside.pdf") ?? Buffer.of())).toBe(true);
  expect(await printed(platform, ticket)).toEqual(whole);
});

test("a large file with one flipped bit in the bucket is refused, and nothing of it is printed", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish({ parts: Array.from({ length: largeMb / 5 }, () => 5_000_000) });
  await platform.put(`${ticket.prefix}inside.pdf`, flip(ticket.files.get("inside.pdf") ?? Buffer.of()));
  const client = await startSimulated(platform, { once });
  await client.done;
  expect(await printed(platform, ticket)).toEqual(["failed"]);
});
