import middy from "@middy/core";
import * as z from "zod";
import { Mode } from "../order/ids.ts";
import type { RoundName } from "../order/line.ts";
import { errorFields, log } from "./log.ts";

const Tick = z.object({ time: z.iso.datetime().transform((time) => new Date(time)) });

/** Work of a round: what is done for each mode, and what is done once for both. Each answers how much it found. */
export interface RoundWork {
  readonly each?: (at: { mode: Mode; now: Date }) => Promise<number>;
  readonly once?: (now: Date) => Promise<number>;
}

/**
 * The handler of one round: it works at the time the schedule's event brings, never at its own clock's. What fails in
 * one part does not keep the others from their work; the round fails with all of it at the end.
 */
export function roundWorker(round: RoundName, { each, once }: RoundWork) {
  return middy<unknown, void>().handler(async (event) => {
    const { time: now } = Tick.parse(event);
    const parts = [
      ...(each ? Mode.options.map((mode) => ({ part: mode, work: () => each({ mode, now }) })) : []),
      ...(once ? [{ part: "both", work: () => once(now) }] : []),
    ];
    const faults: unknown[] = [];
    const found: Record<string, number> = {};
    for (const { part, work } of parts) {
      found[part] = await work().catch((error: unknown) => {
        log("error", "failed", { round, part, ...errorFields(error) });
        faults.push(error);
        return 0;
      });
    }
    log("info", "round", { round, ...found, now: now.toISOString() });
    if (faults.length > 0) throw new AggregateError(faults, `the ${round} round failed in part`);
  });
}
