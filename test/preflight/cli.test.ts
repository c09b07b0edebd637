import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Kit } from "./kit.ts";

const folder = mkdtempSync(join(tmpdir(), "printcloud-preflight-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [clean, thin] = [join(folder, "clean.pdf"), join(folder, "thin.pdf")];

beforeAll(async () => {
  writeFileSync(clean, await (await Kit.start()).bytes());
  const kit = await Kit.start();
  kit.draw("0 0 0 1 K 0.1 w 30 30 m 90 30 l S");
  writeFileSync(thin, await kit.bytes());
});

function preflight(...words: readonly string[]) {
  const script = resolve(import.meta.dirname, "../../bin/preflight.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], { encoding: "utf8" });
  return { status, stdout, stderr };
}

test("a file that keeps the standard ends with 0, one that does not with 1", () => {
  expect(preflight(clean, "--standard", "pdfx4")).toMatchObject({ status: 0, stderr: "" });
  const { status, stdout } = preflight(thin, "--standard", "gwg2015-sheetfed", "--json");
  expect(status).toBe(1);
  expect(JSON.parse(stdout).parts[0].findings).toMatchObject([
    { code: "gwg_hairline", page: 1, measured: 0.1 },
  ]);
});

test("wrong use ends with 2 and says what is wrong", () => {
  expect(preflight(clean)).toMatchObject({ status: 2, stderr: "--product or --standard is needed\n" });
  expect(preflight(clean, "--standard", "pdfx4", "--product", "magazine-a4").status).toBe(2);
  expect(preflight(clean, "--product", "nothing")).toMatchObject({
    status: 2,
    stderr: "there is no product nothing\n",
  });
  expect(preflight(clean, "--product", "canvas-300x400", "--option", "wrap=none")).toMatchObject({
    status: 2,
    stderr: "canvas-300x400 does not come with wrap none.\n",
  });
});

test("a picture is laid as the options say, and too few pixels are accepted where that is said", async () => {
  const small = join(folder, "small.jpg");
  await sharp({ create: { width: 500, height: 700, channels: 3, background: "#e00000" } }).toFile(small);
  const laid = ["--product", "canvas-300x400", "--option", "wrap=mirror", "--json"];
  const codes = (stdout: string) =>
    JSON.parse(stdout).parts[0].findings.map(({ code }: { code: string }) => code);
  const refused = preflight(small, ...laid);
  expect([refused.status, codes(refused.stdout)]).toEqual([1, ["resolution_too_low"]]);
  const made = preflight(small, ...laid, "--accept-low-resolution");
  expect([made.status, codes(made.stdout)]).toEqual([0, expect.arrayContaining(["low_resolution"])]);
});

test("the production preflight refuses what cannot be made as the product", () => {
  const { status, stdout } = preflight(clean, "--product", "magazine-a4");
  expect([status, stdout]).toEqual([1, expect.stringContaining("page_")]);
});
