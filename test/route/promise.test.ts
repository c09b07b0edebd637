import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, addWorked, instantAt, isWeekday, localTime } from "../../lib/route/calendar.ts";
import { promise } from "../../lib/route/promise.ts";
import { named } from "./asked.ts";

const transit = { from: 1, to: 2 };

function promised(at: string, change: Parameters<typeof named>[1] = {}, queueDays = 0): string[] {
  const found = promise(named("utrecht", change), { at: new Date(at), queueDays, transit });
  return [found.shipBy.toISOString(), found.deliverFrom, found.deliverTo];
}

test("an order before the cut-off counts for the day, one minute after it for the next, in the facility's own time", () => {
  // Amsterdam is an hour ahead of UTC in November; two days of work.
  expect(promised("2026-11-23T13:00:00Z")).toEqual(["2026-11-25T17:00:00.000Z", "2026-11-26", "2026-11-27"]);
  expect(promised("2026-11-23T13:01:00Z")).toEqual(["2026-11-26T17:00:00.000Z", "2026-11-27", "2026-11-30"]);
  const chicago = { timeZone: "America/Chicago" };
  expect(promised("2026-11-23T19:00:00Z", chicago)[0]).toBe("2026-11-26T00:00:00.000Z");
});

test("nobody works on weekends and holidays, and carriers do not deliver on weekends", () => {
  expect(promised("2026-11-21T09:00:00Z")[0]).toBe("2026-11-25T17:00:00.000Z");
  expect(promised("2026-12-24T09:00:00Z")).toEqual(["2026-12-29T17:00:00.000Z", "2026-12-30", "2026-12-31"]);
  expect(promised("2026-12-24T09:00:00Z", { workingDays: [1, 2, 3, 4, 5, 6, 7], holidays: [] })).toEqual([
    "2026-12-26T17:00:00.000Z",
    "2026-12-28",
    "2026-12-29",
  ]);
});

test("what waits already is made before it", () => {
  expect(promised("2026-11-23T09:00:00Z", {}, 3)[0]).toBe("2026-11-30T17:00:00.000Z");
});

test("a facility that never works promises a day all the same: whoever entered it will see", () => {
  const holidays = Array.from({ length: 400 }, (_, days) => addDays("2026-11-01", days));
  expect(promised("2026-11-23T09:00:00Z", { holidays })[0]).toMatch(/^202[789]/);
});

const zones = ["Europe/Amsterdam", "America/Chicago", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns"];

test("a place's clock is read and set back to the same minute, except in the hour that summer time skips", () => {
  const minutes = fc.integer({ min: 0, max: 1_500_000 });
  fc.assert(
    fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
      const at = new Date(Date.parse("2026-01-01T00:00:00Z") + minute * 60_000);
      const { day, time } = localTime(at, zone);
      const again = localTime(instantAt(day, time, zone), zone);
      expect(again).toEqual({ day, time });
    }),
  );
});

test("worked days are worked, and as many as were asked for lie between", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(30), (start, count) => {
      const from = addDays("2026-01-01", start);
      const until = addWorked(from, count, isWeekday);
      const between = Array.from({ length: 60 }, (_, days) => addDays(from, days + 1));
      expect(between.filter((day) => day <= until && isWeekday(day))).toHaveLength(count);
      expect(count === 0 || isWeekday(until)).toBe(true);
    }),
  );
});
