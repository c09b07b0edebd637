import type { Facility } from "../order/facility.ts";
import type { Workload } from "../order/ports.ts";
import { addDays } from "./calendar.ts";
import { isWorked } from "./promise.ts";

/** Items that a facility was given: today, and today with the days before on which nobody worked on them. */
interface Given {
  readonly today: number;
  readonly waiting: number;
}

/** By facility id; who is not there was given nothing. */
export type Load = Readonly<Record<string, Given>>;

/** Counts are kept a week. */
const maxDays = 7;

/** What each facility was given until that day (UTC), as far as nobody can have worked on it yet. */
export async function loadOf(
  facilities: readonly Facility[],
  workload: Workload,
  day: string,
): Promise<Load> {
  const given = facilities.map(async (facility) => {
    const counts = await Promise.all(
      idleDays(facility, day).map((each) => workload.count(facility.id, each)),
    );
    const waiting = counts.reduce((sum, count) => sum + count, 0);
    return [facility.id, { today: counts[0] ?? 0, waiting }] as const;
  });
  return Object.fromEntries(await Promise.all(given));
}

/** The day, and those right before it on which the facility did not work. */
function idleDays(facility: Facility, day: string): string[] {
  const days = [day];
  for (let before = addDays(day, -1); days.length < maxDays; before = addDays(before, -1)) {
    if (isWorked(facility, before)) break;
    days.push(before);
  }
  return days;
}
