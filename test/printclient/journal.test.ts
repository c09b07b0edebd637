import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { reportWords } from "../../lib/order/report.ts";
import type { Deed } from "../../lib/printclient/entry.ts";
import { lockFolder } from "../../lib/printclient/folder-lock.ts";
import { openJournal } from "../../lib/printclient/journal.ts";
import { emptyLedger, enter } from "../../lib/printclient/ledger.ts";
import { freshFolder } from "./clients.ts";

const ticketId = "tkt_01ARZ3NDEKTSV4RRFFQ69G5FAV";
const job = { ticketId, generation: 1 } as const;
const claiming: Deed = { did: "claiming", ...job, prefix: "p/", claimId: "c" };
const report = (status: (typeof reportWords)[number]): Deed => ({ did: "reported", ...job, status });
const accepted: Deed[] = [
  claiming,
  { did: "claimed", ...job },
  { did: "downloaded", ...job, files: [] },
  report("accepted"),
];

async function written(deeds: readonly Deed[]) {
  const folder = await freshFolder();
  const journal = await openJournal(folder, () => {});
  const effects = await Promise.all(deeds.map((deed) => journal.append(deed)));
  return { folder, journal, effects };
}

test("what was appended is there again after opening", async () => {
  const { folder, journal, effects } = await written([...accepted, report("printing")]);
  await journal.close();
  expect(effects).toEqual([true, true, true, true, true]);
  const again = await openJournal(folder, () => {});
  expect(again.ledger.jobs.get(`${ticketId}/1`)).toMatchObject({
    state: "printing",
    started: true,
    reports: 2,
  });
  expect([...again.ledger.outbox.values()].map(({ seq, status }) => [seq, status])).toEqual([
    [1, "accepted"],
    [2, "printing"],
  ]);
  await again.close();
});

test("a line torn at any byte spoils itself and no other", async () => {
  const { folder, journal } = await written(accepted);
  await journal.close();
  const path = join(folder, "journal.jsonl");
  const text = await readFile(path, "utf8");
  const lastLine = text.lastIndexOf("\n", text.length - 2) + 1;
  for (let cut = lastLine; cut < text.length - 1; cut += 7) {
    await writeFile(path, text.slice(0, cut));
    const again = await openJournal(folder, () => {});
    expect(await again.append(report("accepted"))).toBe(true);
    await again.close();
    const third = await openJournal(folder, () => {});
    expect(third.ledger.jobs.get(`${ticketId}/1`)?.state).toBe("accepted");
    await third.close();
  }
});

test("of two processes that write at once, the file's order decides, and both see the same", async () => {
  const { folder, journal } = await written(accepted);
  const other = await openJournal(folder, () => {});
  const effects = await Promise.all([journal.append(report("recalled")), other.append(report("printing"))]);
  await journal.catchUp();
  await other.catchUp();
  expect(effects.filter(Boolean)).toHaveLength(1);
  expect(journal.ledger).toEqual(other.ledger);
  expect(journal.ledger.outbox.size).toBe(2);
  await Promise.all([journal.close(), other.close()]);
});

test("a line in an unknown language is passed over and said", async () => {
  const { folder, journal } = await written(accepted);
  await journal.close();
  await appendFile(join(folder, "journal.jsonl"), '{"did":"danced"}\n');
  const events: string[] = [];
  const again = await openJournal(folder, ({ event }) => events.push(event));
  expect(events).toEqual(["journal_line_unreadable"]);
  await again.close();
});

test("whatever is written in whatever order: printing starts once at most, and never after a recall", () => {
  const words = fc.constantFrom(...reportWords);
  const deeds = fc.oneof(
    fc.constantFrom<Deed>(...accepted, { did: "lost", ...job, by: "x" }),
    words.map((status): Deed => ({ did: "reported", ...job, status, reason: "other" })),
    fc.integer({ min: 1, max: 6 }).map((seq): Deed => ({ did: "sent", ...job, seq })),
  );
  const lives = fc.tuple(fc.boolean(), fc.array(deeds, { maxLength: 30 }));
  const law = ([advanced, random]: [boolean, Deed[]]) => {
    const said = replay([...(advanced ? accepted : []), ...random]);
    expect(said.filter((word) => word === "printing").length).toBeLessThanOrEqual(1);
    const recalledAt = said.indexOf("recalled");
    if (recalledAt < 0) return;
    const started = ["printing", "printed", "shipped", "delivered"];
    expect(said.filter((word) => started.includes(word))).toEqual([]);
    expect(said.slice(recalledAt + 1)).toEqual([]);
  };
  fc.assert(fc.property(lives, law), { numRuns: 2000 });
});

test("one folder has one client; a lock that a crash left behind is taken over", async () => {
  const folder = await freshFolder();
  // Process 1 lives as long as the machine does.
  await writeFile(join(folder, "client.lock"), "1 somebody\n");
  await expect(lockFolder(folder)).rejects.toThrow(/another client works in/);
  await writeFile(join(folder, "client.lock"), "999999999 a crashed one\n");
  const lock = await lockFolder(folder);
  await lock.release();
  await (await lockFolder(folder)).release();
});

/** The words that took effect; their `seq` must run 1, 2, 3. */
function replay(deeds: readonly Deed[]): string[] {
  const ledger = emptyLedger();
  const said: string[] = [];
  for (const deed of deeds) {
    const before = ledger.outbox.size;
    const tookEffect = enter(ledger, { id: "x", at: "2026-11-21T12:00:00.000Z", deed });
    if (deed.did !== "reported" || !tookEffect) continue;
    said.push(deed.status);
    expect(ledger.outbox.size).toBe(before + 1);
    expect([...ledger.outbox.values()].at(-1)?.seq).toBe(said.length);
  }
  return said;
}
