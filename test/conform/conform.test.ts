import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { conform, type Verdict } from "../../lib/conform/conform.ts";
import type { Laid, Trial } from "../../lib/conform/trial.ts";
import { startSimulated } from "../printclient/clients.ts";
import { openPlatform, type Platform, type Published } from "../printclient/platform.ts";
import { runBadClient, type Sin } from "./bad-client.ts";

const patience = { seconds: 40, quietSeconds: 1, sleep: (seconds: number) => sleep(seconds * 50) };

function trialOf(platform: Platform): Trial {
  const published = new Map<Laid, Published>();
  const find = (laid: Laid) => {
    const found = published.get(laid);
    if (!found) throw new Error("never laid");
    return found;
  };
  return {
    async lay({ damaged = false, after } = {}) {
      const again = after && { ticketId: after.ticketId, generation: after.generation + 1 };
      const ticket = await platform.publish({ bell: false, ...again });
      const content = Buffer.from(ticket.files.get("inside.pdf") ?? "");
      content[7] = (content[7] ?? 0) ^ Number(damaged);
      await platform.put(`${ticket.prefix}inside.pdf`, content);
      const laid = { ticketId: ticket.ticketId, generation: ticket.generation, quantity: 3 };
      published.set(laid, ticket);
      return laid;
    },
    ring: ({ ticketId, generation, ...laid }) => {
      void laid;
      const kind = "production_ticket";
      const found = [...published.values()].find(
        (one) => one.ticketId === ticketId && one.generation === generation,
      );
      return platform.ring({ v: 1, kind, ticketId, generation, key: `${found?.prefix}ticket.json` });
    },
    recall: (laid) => platform.recall(find(laid)),
    revoke: async (laid) => {
      await platform.claim(find(laid));
      return true;
    },
    claimOf: (laid) => platform.claimOf(find(laid)),
    heard: async ({ ticketId, generation }) =>
      (await platform.statuses()).filter(
        (said) => said.ticketId === ticketId && said.generation === generation,
      ),
  };
}

async function tried(platform: Platform): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const verdict of conform(trialOf(platform), patience)) verdicts.push(verdict);
  return verdicts;
}

const wrongOf = (verdicts: readonly Verdict[]) =>
  verdicts
    .filter(({ wrong }) => wrong !== undefined)
    .map(({ happening, rule, wrong }) => `${happening}: ${rule}: ${wrong}`);

test("our own client keeps every rule", async () => {
  const platform = await openPlatform();
  await startSimulated(platform);
  const verdicts = await tried(platform);
  expect(verdicts.length).toBeGreaterThan(30);
  expect(wrongOf(verdicts)).toEqual([]);
});

const sins: Record<Sin, RegExp> = {
  "prints without a claim": /claims a ticket .*no claim was made/,
  "prints what others claimed": /taken back before anybody claimed it: says nothing/,
  "prints at each message": /three times: says each word once: .* said again/,
  "never checks a file": /wrong bit: prints nothing of it/,
  "never answers a recall": /answers a recall once.*0 answers/,
  "gives back what it printed": /gives back nothing it printed/,
  "numbers every status 1": /numbers its statuses/,
  "goes back": /never back/,
  "stops at printed": /ships a good ticket.*it ended with printed/,
  "ships too few": /2 copies were shipped of 3/,
  "ships without tracking": /no tracking number/,
};

test("a client of an afternoon keeps every rule when it makes no mistake", async () => {
  const platform = await openPlatform();
  await runBadClient(platform);
  expect(wrongOf(await tried(platform))).toEqual([]);
});

for (const [sin, found] of Object.entries(sins)) {
  test(`a client that ${sin} is found out`, async () => {
    const platform = await openPlatform();
    await runBadClient(platform, sin as Sin); // the keys of `sins` are sins
    expect(wrongOf(await tried(platform))).toContainEqual(expect.stringMatching(found));
  });
}
