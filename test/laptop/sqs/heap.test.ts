import fc from "fast-check";
import { expect, test } from "vitest";
import { Heap } from "../../../lib/laptop/sqs/heap.ts";

test("a heap gives its items in order, whichever were taken out before", () => {
  const items = fc.uniqueArray(fc.record({ key: fc.integer(), isTaken: fc.boolean() }), {
    selector: (item) => item.key,
  });
  fc.assert(
    fc.property(items, (all) => {
      const heap = new Heap<{ key: number }>((a, b) => a.key < b.key);
      for (const item of all) heap.push(item);
      for (const item of all) if (item.isTaken) expect(heap.remove(item)).toBe(true);
      const kept = all.filter((item) => !item.isTaken).map((item) => item.key);
      expect(drained(heap)).toEqual(kept.sort((a, b) => a - b));
    }),
  );
});

function drained(heap: Heap<{ key: number }>): number[] {
  const keys: number[] = [];
  for (let item = heap.peek(); item !== undefined; item = heap.peek()) {
    keys.push(item.key);
    heap.remove(item);
  }
  return keys;
}
