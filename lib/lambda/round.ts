import middy from "@middy/core";
import * as z from "zod";
import { Mode } from "../order/ids.ts";
import type { RoundName } from "../order/line.ts";
import { log } from "./log.ts";

const Tick = z.object({ time: z.iso.datetime().transform((time) => new Date(time)) });

/** Work of a round: what is done for each mode, and what is done once for both. Each answers how much it found. */
export interface RoundWork {
  readonly each?: (at: { mode: Mode; now: Date }) => Promise<number>;
  readonly once?: (now: Date) => Promise<number>;
}

/** The handler of one round: it works at the time the schedule's event brings, never at its own clock's. */
export function roundWorker(round: RoundName, { each, once }: RoundWork) {
  return middy<unknown, void>().handler(async (event) => {
    const { time: now } = Tick.parse(event);
    const found: Record<string, number> = {};
    for (const mode of each ? Mode.options : []) found[mode] = (await each?.({ mode, now })) ?? 0;
    if (once) found.both = await once(now);
    log("info", "round", { round, ...found, now: now.toISOString() });
  });
}
