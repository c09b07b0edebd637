import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Functions } from "../functions/functions.ts";
import { keptFile } from "../kept-file.ts";
import type { World } from "../template/naming.ts";
import type { Clock } from "./clock.ts";
import type { Schedule } from "./schedule-spec.ts";

export interface SchedulesOptions {
  readonly schedules: readonly Schedule[];
  readonly functions: Pick<Functions, "invoke">;
  readonly clock: Clock;
  readonly world: World;
  /** Keeps when each schedule is next due, so that a daily one also fires on a laptop that sleeps at night. */
  readonly file: string;
  say(line: string): void;
}

export interface Schedules {
  /** Runs a rule now, whatever its rate; resolves when its functions have ended. */
  fire(logicalId: string): Promise<void>;
  /** Resolves when everything fired so far has ended. */
  settled(): Promise<void>;
  /** Fires nothing more; resolves when what is due is kept. */
  close(): Promise<void>;
}

const Due = z.record(z.string(), z.number());

// Longer timers overflow in Node; the next look is at most a day away.
const longestSleepMs = 86_400_000;

/** Fires each schedule at its rate by the laptop's clock; a jump over several turns fires once. */
export async function openSchedules(options: SchedulesOptions): Promise<Schedules> {
  const { schedules, clock, say } = options;
  const place = keptFile(options.file);
  const kept = Due.parse(JSON.parse((await place.read()) ?? "{}"));
  const due = new Map(
    schedules.map((schedule) => [schedule, firstDue(schedule, kept[schedule.logicalId], clock.now())]),
  );
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let written: Promise<void> = Promise.resolve();

  const run = (schedule: Schedule) => {
    const fired = fire(schedule, options).catch((error) => say(`${schedule.logicalId}: ${error}`));
    running.add(fired);
    return fired.finally(() => running.delete(fired));
  };
  const look = () => {
    clearTimeout(timer);
    const now = clock.now().getTime();
    const ready = [...due].filter(([, at]) => at <= now).map(([schedule]) => schedule);
    for (const schedule of ready) {
      due.set(schedule, now + schedule.everyMs);
      void run(schedule);
    }
    const kept = Object.fromEntries([...due].map(([{ logicalId }, at]) => [logicalId, at]));
    written = place.write(JSON.stringify(kept)).catch((error) => say(`${options.file}: ${error}`));
    timer = setTimeout(look, Math.min(...due.values(), now + longestSleepMs) - now).unref();
  };
  clock.onMove(look);
  look();
  return {
    async fire(logicalId) {
      const schedule = schedules.find((one) => one.logicalId === logicalId);
      if (!schedule) throw new Error(`The template has no schedule ${logicalId} that is on`);
      await run(schedule);
    },
    settled: async () => void (await Promise.all(running)),
    close() {
      clearTimeout(timer);
      return written;
    },
  };
}

// A rate that became shorter counts from now.
function firstDue({ everyMs }: Schedule, kept: number | undefined, now: Date): number {
  return Math.min(kept ?? Infinity, now.getTime() + everyMs);
}

async function fire(schedule: Schedule, { functions, clock, world }: SchedulesOptions): Promise<void> {
  const event = JSON.stringify(scheduledEvent(schedule, clock.now(), world));
  const outcomes = await Promise.all(
    schedule.targets.map(({ functionArn, input }) => functions.invoke(functionArn, input ?? event)),
  );
  const failed = outcomes.find((outcome) => outcome.failed);
  if (failed) throw new Error(failed.body.slice(0, 500));
}

function scheduledEvent({ arn, source }: Schedule, at: Date, { accountId, region }: World) {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source,
    account: accountId,
    time: at.toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [arn],
    detail: {},
  };
}
