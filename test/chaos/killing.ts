import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Started } from "../journey/started.ts";

/** A station, and how long its work takes at most before it may be killed in it. */
export interface Victim {
  readonly name: string;
  readonly workMs: number;
  readonly kills: number;
}

const lookMs = 10;

/**
 * Kills processes of functions in the middle of their work until each victim had its kills or the time is up; answers
 * how many of each. A worker is at work from the moment it has hidden its message for a minute, which SQS's journal
 * tells: the message of one that dies earlier stays hidden for the queue's own time, a quarter of an hour.
 */
export async function killAtWork(
  cloud: Started,
  victims: readonly Victim[],
  seconds: number,
): Promise<Map<string, number>> {
  const killed = new Map(victims.map(({ name }) => [name, 0]));
  const began = performance.now();
  const under = ({ name, kills }: Victim) => (killed.get(name) ?? 0) < kills;
  await using journal = await open(join(cloud.folder, "sqs", "journal.jsonl"));
  let { size: at } = await journal.stat();
  while (victims.some(under) && performance.now() - began < seconds * 1000) {
    await pause(lookMs);
    const { size } = await journal.stat();
    const { buffer } = await journal.read({ buffer: Buffer.alloc(size - at), position: at });
    at = size;
    const hidden = hiddenIn(buffer.toString());
    for (const victim of victims.filter(under))
      killed.set(victim.name, (killed.get(victim.name) ?? 0) + (await killOne(cloud, victim, hidden)));
  }
  return killed;
}

function queueOf({ name }: Victim): string {
  return `printcloud-laptop-${name}${name === "project" ? ".fifo" : ""}`;
}

/** The message last hidden in each queue. Receiving hides for longer: the queue's own time, 180 s at least. */
function hiddenIn(lines: string): Map<string, string> {
  const found = lines.matchAll(
    /"kind":"stands","queue":"([^"]+)","id":"([^"]+)".*"state":"inFlight","dueAt":(\d+)/g,
  );
  const soon = [...found].filter(([, , , dueAt]) => Number(dueAt) - Date.now() < 61_000);
  return new Map(soon.map(([, queue = "", id = ""]) => [queue, id]));
}

/** How many died: none where nobody hid a message, or it was done before its worker could be killed. */
async function killOne(cloud: Started, victim: Victim, hidden: Map<string, string>): Promise<number> {
  const messageId = hidden.get(queueOf(victim));
  if (messageId === undefined) return 0;
  await pause(victim.workMs * Math.random());
  const [pid] = cloud.laptop.functions.working(`printcloud-laptop-${victim.name}`, messageId);
  if (pid === undefined) return 0;
  process.kill(pid, "SIGKILL");
  return 1;
}
