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
 * tells: one that dies earlier is not ours to judge, for nobody hides its message again.
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
    const hidden = new Set(queuesHiding(buffer.toString()));
    for (const victim of victims.filter((one) => under(one) && hidden.has(queueOf(one))))
      if (await killOne(cloud, victim)) killed.set(victim.name, (killed.get(victim.name) ?? 0) + 1);
  }
  return killed;
}

function queueOf({ name }: Victim): string {
  return `printcloud-laptop-${name}${name === "project" ? ".fifo" : ""}`;
}

/** Receiving hides a message for longer: the queue's own time, 180 s at least. */
function queuesHiding(lines: string): string[] {
  const found = lines.matchAll(/"kind":"stands","queue":"([^"]+)".*"state":"inFlight","dueAt":(\d+)/g);
  return [...found].flatMap(([, queue = "", dueAt]) => (Number(dueAt) - Date.now() < 61_000 ? [queue] : []));
}

async function killOne(cloud: Started, { name, workMs }: Victim): Promise<boolean> {
  await pause(workMs * Math.random());
  const [pid] = cloud.laptop.functions.processes(`printcloud-laptop-${name}`);
  if (pid === undefined) return false;
  process.kill(pid, "SIGKILL");
  return true;
}
