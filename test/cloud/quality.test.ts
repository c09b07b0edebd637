import { expect, test } from "vitest";
import { openCloud } from "./opened.ts";

test("an item's word counts once, however often and by how many at once it is heard", async () => {
  const { quality } = await openCloud();
  const items = Array.from({ length: 8 }, (_, place) => `itm_${place}`);
  await Promise.all([...items, ...items].map((id) => quality.record("utrecht", "shipped", id)));
  await quality.record("utrecht", "late", "itm_0");
  await quality.record("utrecht", "refused", "itm_9");
  await quality.record("leipzig", "refused", "itm_9");
  expect(await quality.of("utrecht")).toEqual({ shipped: 8, refused: 1, late: 1 });
  expect(await quality.of("nobody")).toEqual({ shipped: 0, refused: 0, late: 0 });
});

test("what is older than thirty days says nothing any more", async () => {
  const { quality, clock } = await openCloud();
  await quality.record("utrecht", "refused", "itm_1");
  clock.pass(29 * 24 * 60);
  await quality.record("utrecht", "refused", "itm_2");
  expect((await quality.of("utrecht")).refused).toBe(2);
  clock.pass(2 * 24 * 60);
  expect((await quality.of("utrecht")).refused).toBe(1);
});
