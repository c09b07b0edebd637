import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { eventually, saw, start, wordsByTicket } from "./clients.ts";
import { openFakePrinter } from "./fake-printer.ts";
import { fastClock } from "./fast-clock.ts";
import { openPlatform } from "./platform.ts";

const printedWords = ["accepted", "printing", "printed"];

async function shop() {
  const clock = fastClock();
  const printer = await openFakePrinter();
  const platform = await openPlatform();
  platform.interfere.clock = clock;
  // An hour of the fast clock.
  platform.interfere.credentialSeconds = 3600 / 20_000;
  const outputs = [
    {
      to: "ipp" as const,
      url: printer.url,
      attributes: {},
      lookSeconds: 5,
      when: {},
      roles: ["inside" as const],
    },
  ];
  const client = await start(platform, { clock, outputs, keepDays: 1000 });
  await saw(client, "connected");
  const pass = async (hours: number) => {
    const until = clock.now().getTime() + hours * 3_600_000;
    while (clock.now().getTime() < until) await sleep(5);
  };
  return { clock, printer, platform, client, pass };
}

test("the API is down for half an hour: printing goes on and statuses arrive", async () => {
  const { platform, client, printer, pass } = await shop();
  platform.interfere.door = 503;
  const tickets = await Promise.all(Array.from({ length: 3 }, () => platform.publish()));
  await pass(0.5);
  platform.interfere.door = 200;
  const count = () => client.lines.filter(({ event }) => event === "printed").length;
  await eventually(count, (printed) => printed === 3);
  for (const { ticketId } of tickets) expect(printer.printed(ticketId)).toBe(1);
  await eventually(
    async () => wordsByTicket(await platform.statuses()),
    (words) => tickets.every(({ ticketId }) => words.get(ticketId)?.length === 3),
  );
});

test("the API is down for ten hours: what is here is printed, statuses are kept, nothing is lost or doubled", async () => {
  const { platform, client, printer, pass } = await shop();
  printer.hold(true);
  const before = await Promise.all(Array.from({ length: 3 }, () => platform.publish()));
  const count = (event: string) => client.lines.filter((line) => line.event === event).length;
  await eventually(
    () => count("printing"),
    (seen) => seen === 3,
  );
  platform.interfere.door = 503;
  await pass(2); // longer than credentials live: from now on neither queue nor bucket listen
  const during = await Promise.all(Array.from({ length: 3 }, () => platform.publish()));
  printer.hold(false);
  await eventually(
    () => count("printed"),
    (seen) => seen === 3,
  );
  await pass(8);
  const heard = wordsByTicket(await platform.statuses());
  for (const { ticketId } of before) expect(heard.get(ticketId)).not.toContain("printed");
  platform.interfere.door = 200;
  await eventually(
    () => count("printed"),
    (seen) => seen === 6,
  );
  const all = [...before, ...during];
  const words = await eventually(
    async () => wordsByTicket(await platform.statuses()),
    (seen) => all.every(({ ticketId }) => seen.get(ticketId)?.length === 3),
  );
  for (const { ticketId } of all) {
    expect(words.get(ticketId)).toEqual(printedWords);
    expect(printer.printed(ticketId)).toBe(1);
  }
  expect(words.size).toBe(6);
});
