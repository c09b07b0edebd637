import * as z from "zod";
import { errorFields, log } from "../lambda/log.ts";
import { Mode } from "../order/ids.ts";
import type { Clock } from "../order/ports.ts";
import type { Settings } from "./settings-in.ts";

const Tick = z.object({ time: z.iso.datetime().transform((time) => new Date(time)) });

/**
 * The handler of one of the storefront's rounds: for each mode that is connected, at the time that the schedule brings.
 * What fails in one mode does not keep the other from its work.
 */
export function storefrontRound(
  round: string,
  { settings }: { settings: Pick<Settings, "connected"> },
  work: (mode: Mode, clock: Clock) => Promise<number>,
) {
  return async (event: unknown): Promise<void> => {
    const { time } = Tick.parse(event);
    const faults: unknown[] = [];
    for (const mode of Mode.options) {
      if (!(await settings.connected(mode))) continue;
      const found = await work(mode, { now: () => time }).catch((error: unknown) => {
        log("error", "failed", { round, mode, ...errorFields(error) });
        faults.push(error);
        return 0;
      });
      log("info", "round", { round, mode, found });
    }
    if (faults.length > 0) throw new AggregateError(faults, `the ${round} round failed in part`);
  };
}
