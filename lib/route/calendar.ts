// Days are written `2026-11-21`: they belong to a place, not to an instant.

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day and time (`14:05`) that clocks show in a time zone. */
export function localTime(at: Date, timeZone: string): { day: string; time: string } {
  const [day = "", time = ""] = formatOf(timeZone).format(at).split(" ");
  return { day, time };
}

/** When clocks in a time zone show that day and time; in an hour that summer time skips, one later. */
export function instantAt(day: string, time: string, timeZone: string): Date {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  let at = wanted;
  // The second look is for the day on which the offset changes.
  for (let look = 0; look < 2; look++) {
    const shown = localTime(new Date(at), timeZone);
    at += wanted - Date.parse(`${shown.day}T${shown.time}:00Z`);
  }
  return new Date(at);
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** Most days looked at for one that is worked: a calendar without any ends here. */
const maxLook = 400;

/** The day itself if it is worked, else the next that is. */
export function workedFrom(day: string, works: (day: string) => boolean): string {
  let at = day;
  for (let look = 0; look < maxLook && !works(at); look++) at = addDays(at, 1);
  return at;
}

/** So many worked days after a day. */
export function addWorked(day: string, count: number, works: (day: string) => boolean): string {
  let at = day;
  for (let done = 0; done < count; done++) at = workedFrom(addDays(at, 1), works);
  return at;
}

/** Carriers deliver from Monday to Friday; holidays at the destination are not known here. */
export function isWeekday(day: string): boolean {
  return weekdayOf(day) <= 5;
}

/** Making a format costs more than using it a hundred times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // Swedish writes times as ISO 8601 does.
  const made = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  formats.set(timeZone, made);
  return made;
}
