import { expect, test } from "vitest";
import { inFlight } from "../../lib/render/in-flight.ts";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("results come in order however long each took, and never more are worked at once than said", async () => {
  let flying = 0;
  let most = 0;
  const seen: number[] = [];
  const work = async (item: number) => {
    flying += 1;
    most = Math.max(most, flying);
    await wait(item % 2 === 0 ? 12 : 1);
    flying -= 1;
    return item;
  };
  for await (const item of inFlight([0, 1, 2, 3, 4, 5], 2, work)) seen.push(item);
  expect([seen, most]).toEqual([[0, 1, 2, 3, 4, 5], 2]);
});

test("a failure is thrown where its turn comes, and nothing is left unheard", async () => {
  const seen: number[] = [];
  const work = async (item: number) => {
    if (item > 1) throw new Error(`item ${item}`);
    await wait(5);
    return item;
  };
  const all = async () => {
    for await (const item of inFlight([0, 1, 2, 3], 3, work)) seen.push(item);
  };
  await expect(all()).rejects.toThrow("item 2");
  expect(seen).toEqual([0, 1]);
});
