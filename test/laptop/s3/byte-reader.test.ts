import { text } from "node:stream/consumers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteReader } from "../../../lib/laptop/s3/byte-reader.ts";

async function* split(text: string, lengths: readonly number[]) {
  let rest = text;
  for (const length of lengths) {
    yield Buffer.from(rest.slice(0, length));
    rest = rest.slice(length);
  }
  yield Buffer.from(rest);
}

// Few letters, so that beginnings of the mark and of line ends abound.
const letters = fc.string({ unit: fc.constantFrom("\r", "\n", "-", "a"), maxLength: 12 });
const lengths = fc.array(fc.nat(4), { maxLength: 12 });

test("a mark is found wherever the network cut the bytes, even within it", async () => {
  const mark = "\r\n--a";
  await fc.assert(
    fc.asyncProperty(letters, letters, lengths, async (before, after, cuts) => {
      fc.pre(!`${before}${mark}`.slice(0, -1).includes(mark));
      const reader = new ByteReader(split(`${before}${mark}${after}`, cuts));
      expect([await text(reader.until(mark)), await text(reader.rest())]).toEqual([before, after]);
    }),
  );
});

test("a line ends where it ends, and the bytes behind it stay", async () => {
  await fc.assert(
    fc.asyncProperty(letters, letters, lengths, async (before, after, cuts) => {
      fc.pre(!/[\r\n]/.test(before));
      const reader = new ByteReader(split(`${before}\r\n${after}`, cuts));
      expect([await reader.line(100), await text(reader.rest())]).toEqual([before, after]);
    }),
  );
});

test("bytes that end too early are noticed", async () => {
  await expect(text(new ByteReader(split("half", [2])).until("mark"))).rejects.toThrow("number of bytes");
  await expect(new ByteReader(split("half", [2])).line(100)).rejects.toThrow("number of bytes");
  await expect(new ByteReader(split("a long line", [])).line(4)).rejects.toThrow("longer than 4 bytes");
});
