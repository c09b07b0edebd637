import type { Facility, ShippingRate } from "../order/facility.ts";
import { addWorked, instantAt, isWeekday, localTime, weekdayOf, workedFrom } from "./calendar.ts";

/** When a facility will have shipped, and on which days it arrives. */
export interface Promised {
  readonly shipBy: Date;
  readonly deliverFrom: string;
  readonly deliverTo: string;
}

/** Parcels leave a facility by six in the evening. */
const collection = "18:00";

/** What a promise is made of: when it is ordered, how many days of work wait before it, and how long it travels. */
export interface Ordered {
  readonly at: Date;
  readonly queueDays: number;
  readonly transit: ShippingRate["days"];
}

/**
 * Orders after the cut-off, and on days nobody works, count for the next working day; what waits already is made
 * before it; the day it is done it leaves, and carriers take their working days.
 */
export function promise(facility: Facility, { at, queueDays, transit }: Ordered): Promised {
  const works = (day: string) => isWorked(facility, day);
  const done = addWorked(firstDay(facility, at), queueDays + facility.productionDays, works);
  return {
    shipBy: instantAt(done, collection, facility.timeZone),
    deliverFrom: addWorked(done, transit.from, isWeekday),
    deliverTo: addWorked(done, transit.to, isWeekday),
  };
}

/** The first day that counts for an order placed at that instant. */
function firstDay(facility: Facility, at: Date): string {
  const works = (day: string) => isWorked(facility, day);
  const { day, time } = localTime(at, facility.timeZone);
  const first = workedFrom(day, works);
  return first === day && time > facility.cutOff ? addWorked(day, 1, works) : first;
}

/** Does the facility work on that day of its own calendar. */
export function isWorked({ workingDays, holidays }: Facility, day: string): boolean {
  return workingDays.includes(weekdayOf(day)) && !holidays.includes(day);
}
