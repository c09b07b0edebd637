import type { Facility } from "../order/facility.ts";
import type { Workload } from "../order/ports.ts";
import type { Load } from "./choose.ts";

/** What each facility was given on that day (UTC). */
export async function loadOf(
  facilities: readonly Facility[],
  workload: Workload,
  day: string,
): Promise<Load> {
  const counts = facilities.map(async ({ id }) => [id, await workload.count(id, day)] as const);
  return Object.fromEntries(await Promise.all(counts));
}
