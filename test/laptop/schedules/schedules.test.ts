import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClock } from "../../../lib/laptop/schedules/clock.ts";
import { readRate, readSchedules, type Schedule } from "../../../lib/laptop/schedules/schedule-spec.ts";
import { openSchedules, type Schedules } from "../../../lib/laptop/schedules/schedules.ts";
import { readAssembly } from "../../../lib/laptop/template/assembly.ts";
import { resolveCloud } from "../../../lib/laptop/template/cloud.ts";
import { writeToy } from "../toy.ts";

const world = {
  accountId: "123456789012",
  region: "eu-west-1",
  aws: "http://127.0.0.1:1",
  front: "http://x",
};
const minute = 60_000;
let folder: string;
let opened: Schedules | undefined;
let fired: { name: string; event: Record<string, unknown> }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "schedules-"));
  fired = [];
});

afterEach(async () => {
  await opened?.close();
  await rm(folder, { recursive: true });
});

function schedule(logicalId: string, everyMs: number, input?: string): Schedule {
  const targets = [{ functionArn: `function:${logicalId}`, input }];
  return { logicalId, arn: `arn:${logicalId}`, everyMs, source: "aws.events", targets };
}

async function open(...schedules: Schedule[]) {
  const clock = await openClock(join(folder, "clock"));
  const functions = {
    async invoke(name: string, event: string) {
      fired.push({ name, event: JSON.parse(event) });
      return { failed: false, body: "null" };
    },
  };
  opened = await openSchedules({
    schedules,
    functions,
    clock,
    world,
    file: join(folder, "due"),
    say: () => {},
  });
  return clock;
}

async function read(properties: object): Promise<readonly Schedule[]> {
  const stacks = await readAssembly(
    await writeToy(folder, ({ Resources }) =>
      Object.assign(Resources.EveryHour?.Properties ?? {}, properties),
    ),
  );
  return readSchedules(resolveCloud(stacks, world));
}

test("moving the clock fires what became due, once, with the moved time", async () => {
  const clock = await open(schedule("Often", minute), schedule("Daily", 1440 * minute));
  await clock.advance(90 * minute);
  expect(fired.map(({ name }) => name)).toEqual(["function:Often"]);
  expect(Date.parse(String(fired[0]?.event.time))).toBeGreaterThan(Date.now() + 89 * minute);
  expect(fired[0]?.event).toMatchObject({
    source: "aws.events",
    "detail-type": "Scheduled Event",
    resources: ["arn:Often"],
  });
  await clock.advance(1440 * minute);
  expect(fired.map(({ name }) => name)).toEqual(["function:Often", "function:Often", "function:Daily"]);
});

test("a schedule fires by itself when its time comes", async () => {
  await open(schedule("Soon", 40));
  await expect.poll(() => fired.length, { interval: 10 }).toBeGreaterThanOrEqual(2);
});

test("what became due while the laptop was off fires at the next start", async () => {
  const clock = await open(schedule("Daily", 1440 * minute));
  await opened?.close();
  await clock.advance(0);
  const asleep = await openClock(join(folder, "clock"));
  await asleep.advance(1441 * minute);
  await open(schedule("Daily", 1440 * minute));
  expect(fired).toHaveLength(1);
});

test("a rule with an input of its own sends that", async () => {
  await open(schedule("Fixed", minute, '{"a":1}'));
  await opened?.fire("Fixed");
  expect(fired).toEqual([{ name: "function:Fixed", event: { a: 1 } }]);
  await expect(opened?.fire("Nobody")).rejects.toThrow("no schedule Nobody");
});

test("the clock stays where it was moved, and never goes back", async () => {
  const clock = await openClock(join(folder, "clock"));
  await clock.advance(60 * minute);
  await expect(clock.advance(-1)).rejects.toThrow(RangeError);
  expect((await openClock(join(folder, "clock"))).now().getTime()).toBeGreaterThan(Date.now() + 59 * minute);
});

test("rates are read, and what is no rate is refused by name", () => {
  expect(["rate(1 minute)", "rate(5 minutes)", "rate(2 hours)", "rate(1 day)"].map(readRate)).toEqual(
    [1, 5, 120, 1440].map((minutes) => minutes * minute),
  );
  for (const expression of ["cron(0 12 * * ? *)", "rate(0 minutes)", "at(2026-11-21T00:00:00)"])
    expect(() => readRate(expression)).toThrow(`${expression}: only rate`);
});

test("a rule that is off does not exist; one that listens to events or feeds no function is refused", async () => {
  expect(await read({})).toMatchObject([{ logicalId: "EveryHour", everyMs: 60 * minute }]);
  expect(await read({ State: "DISABLED" })).toEqual([]);
  await expect(read({ ScheduleExpression: undefined, EventPattern: {} })).rejects.toThrow(
    /EveryHour.*rules without/s,
  );
  const queue = { Id: "Q", Arn: { "Fn::GetAtt": ["Work", "Arn"] } };
  await expect(read({ Targets: [queue] })).rejects.toThrow(/EveryHour.*only functions/s);
});
