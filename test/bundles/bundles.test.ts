import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { functionNames } from "../../lib/stack/roster.ts";
import { imported, ofLambda, uploaded } from "./bundled.ts";

const { folder, functions } = await uploaded("here");
afterAll(() => rmSync(folder, { recursive: true }));

const withChildren = functions.filter((each) => existsSync(join(each.folder, "child.mjs")));

function bytesOf(path: string): number {
  const { size } = statSync(path);
  if (!statSync(path).isDirectory()) return size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

test("there is a bundle for each function", () => {
  expect(functions.map(({ name }) => name).sort()).toEqual([...functionNames].sort());
});

test.each(functions)("$name starts outside of the project with what the template tells it", (each) => {
  const { cpuMs } = imported(each);
  console.log(`${each.name}: ${bytesOf(join(each.folder, "index.mjs"))} bytes, ${cpuMs} ms of CPU to import`);
  // Some 60-90 ms when the machine is idle; a second means that a bundle takes along what it should not.
  expect(cpuMs).toBeLessThan(1_000);
});

test("no bundle takes along what only another needs", () => {
  // The SDK's clients of DynamoDB, S3 and SQS with zod are 540 kB; with all credential providers it was 665.
  const limits = { intake: 600_000, authorize: 350_000, project: 400_000, sweep: 400_000 };
  for (const [name, most] of Object.entries(limits)) {
    const found = functions.find((each) => each.name === name);
    expect(bytesOf(join(found?.folder ?? "", "index.mjs")), name).toBeLessThan(most);
  }
  // 250 MB is what Lambda unpacks at most.
  for (const each of functions) expect(bytesOf(each.folder), each.name).toBeLessThan(60_000_000);
});

test.each(withChildren)("the capped child of $name starts alone and answers a job it cannot do", (each) => {
  const { stdout, stderr } = spawnSync(process.execPath, ["child.mjs"], {
    cwd: each.folder,
    env: { PATH: ofLambda.PATH },
    input: "{}",
    encoding: "utf8",
  });
  expect(stderr).not.toMatch(/ERR_MODULE_NOT_FOUND|SyntaxError/);
  expect(() => JSON.parse(stdout)).not.toThrow();
});

test("what code reads at run time lies beside it", () => {
  const render = functions.find(({ name }) => name === "render")?.folder ?? "";
  for (const path of ["icc/ISOcoated_v2_300_bas.icc", "font/open-sans-semibold.ttf", "pdfium.wasm"])
    expect(existsSync(join(render, path)), path).toBe(true);
});

test("the native library is where pictures are read and nowhere else", () => {
  const carriers = functions.filter((each) => existsSync(join(each.folder, "node_modules/sharp")));
  expect(carriers.map(({ name }) => name).sort()).toEqual(["prepare", "render"]);
});
