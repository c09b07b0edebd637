import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { cappedChild } from "../../lib/cloud/capped-child.ts";
import { Rejected } from "../../lib/order/errors.ts";
import { branchingTree, greyPng, nestedStreamBomb, objectStreamBomb, onePage, pdfOf } from "./hostile.ts";

const folder = mkdtempSync(join(tmpdir(), "printcloud-test-bombs-"));
// Children put their folders beside the bombs.
process.env.TMPDIR = folder;
afterAll(() => rmSync(folder, { recursive: true }));

const script = new URL("../../functions/prepare-child.ts", import.meta.url);
/** Less than in production, so that bombs may be small and go off soon. */
const child = cappedChild({ script, memoryMb: 300, seconds: 10 });
const catalog = "<< /Type /Catalog /Pages 2 0 R >>";

const bombs: [string, () => Buffer, string][] = [
  ["an object stream that unpacks to 200 MB", () => objectStreamBomb(200), "damaged_file"],
  ["a stream packed twice", () => nestedStreamBomb(200, 2), "damaged_file"],
  [
    "a page tree that loops",
    () => pdfOf([catalog, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]),
    "damaged_file",
  ],
  ["a page tree of 10^9 pages", () => branchingTree(9), "too_many_pages"],
  ["a page tree as deep as a well", () => deepTree(20_000), "damaged_file"],
  ["brackets without end", () => onePage(`/MediaBox ${"[".repeat(300_000)}`), "damaged_file"],
  ["dictionaries without end", () => onePage(`/X ${"<</X ".repeat(300_000)}`), "damaged_file"],
  [
    "a previous xref that is itself",
    () => pdfOf([catalog, "<< /Type /Pages /Kids [] >>"], "/Prev 9"),
    "damaged_file",
  ],
  ["an object that is its own length", () => selfLength(), "damaged_file"],
  ["a reference to itself", () => pdfOf([catalog, "2 0 R"]), "damaged_file"],
  ["a picture as large as may be", () => greyPng(15_000, 10_000), "image/png"],
];

test.each(bombs)("%s ends with a code", { timeout: 30_000 }, async (name, made, code) => {
  const path = join(folder, name);
  writeFileSync(path, made());
  const outcome = await child.run({ paths: [path] }).then(
    (found) => (found as { type: string }[])[0]?.type,
    (error: unknown) => (error instanceof Rejected ? error.code : String(error)),
  );
  // Which cap it runs into first is a matter of how busy the machine is.
  expect(outcome).toMatch(code === "damaged_file" ? /^damaged_file$|^file_too_complex$/ : code);
});

test("nothing is left of them", () => {
  expect(readdirSync(folder).filter((name) => name.startsWith("printcloud-child-"))).toEqual([]);
});

function deepTree(depth: number): Buffer {
  const branches = Array.from({ length: depth }, (_, level) => `<< /Type /Pages /Kids [${level + 3} 0 R] >>`);
  return pdfOf([catalog, ...branches, "<< /Type /Page /MediaBox [0 0 100 200] >>"]);
}

function selfLength(): Buffer {
  return pdfOf([catalog, "<< /Type /Pages /Kids [] /Length 2 0 R >>\nstream\nx\nendstream"]);
}
