import { expect, test } from "vitest";
import { digestOf } from "../../../lib/laptop/s3/checksums.ts";

// The check values of the catalogue of CRC algorithms, over the digits 1 to 9.
test.each([
  ["CRC32", "cbf43926"],
  ["CRC32C", "e3069283"],
  ["CRC64NVME", "ae8b14860a799888"],
] as const)("%s of 123456789 is the published one, at once or in pieces", (algorithm, expected) => {
  for (const pieces of [["123456789"], ["1", "2345", "", "6789"]]) {
    const digest = digestOf(algorithm);
    for (const piece of pieces) digest.update(Buffer.from(piece));
    expect(digest.digest().toString("hex")).toBe(expected);
  }
});
