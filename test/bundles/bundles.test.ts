import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { functionNames } from "../../lib/stack/roster.ts";
import { storefrontFunctions } from "../../lib/stack/storefront-roster.ts";
import { pdfOf } from "../prepare/hostile.ts";
import { imported, ofLambda, uploaded } from "./bundled.ts";

const { folder, functions } = await uploaded("here");
afterAll(() => rmSync(folder, { recursive: true }));

const photograph = "Wine_by_Jakkub_Mede.jpg";

function bytesOf(path: string): number {
  const { size } = statSync(path);
  if (!statSync(path).isDirectory()) return size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

test("there is a bundle for each function", () => {
  expect(functions.map(({ name }) => name).sort()).toEqual([...functionNames, ...storefrontFunctions].sort());
});

test.each(functions)("$name starts outside of the project with what the template tells it", (each) => {
  const { cpuMs } = imported(each);
  console.log(`${each.name}: ${bytesOf(join(each.folder, "index.mjs"))} bytes, ${cpuMs} ms of CPU to import`);
  // Some 60-90 ms when the machine is idle; a second means that a bundle takes along what it should not.
  expect(cpuMs).toBeLessThan(1_000);
});

test("no bundle takes along what only another needs", () => {
  // The SDK's clients of DynamoDB, S3 and SQS with zod are 540 kB; with all credential providers it was 665.
  const limits = {
    ...{ intake: 600_000, authorize: 350_000, project: 400_000, sweep: 400_000 },
    // No client of S3; 250 of the checkout's are Stripe's SDK, which waits until somebody pays with it.
    ...{ "storefront-checkout": 700_000, "storefront-tracking": 420_000 },
  };
  for (const [name, most] of Object.entries(limits)) {
    const found = functions.find((each) => each.name === name);
    expect(bytesOf(join(found?.folder ?? "", "index.mjs")), name).toBeLessThan(most);
  }
  // 250 MB is what Lambda unpacks at most.
  for (const each of functions) expect(bytesOf(each.folder), each.name).toBeLessThan(60_000_000);
});

function childOf(name: string, job: unknown) {
  const cwd = functions.find((each) => each.name === name)?.folder ?? "";
  const env = { PATH: ofLambda.PATH };
  return spawnSync(process.execPath, ["child.mjs"], {
    cwd,
    env,
    input: JSON.stringify(job),
    encoding: "utf8",
  });
}

test("the capped child of prepare measures a photograph", () => {
  const { stdout, stderr } = childOf("prepare", { paths: [resolve("test/samples/photos", photograph)] });
  expect(stdout, stderr.slice(-2000)).toContain('"type":"image/jpeg"');
});

test("the capped child of prepare measures a HEIC picture with the decoder that lies beside it", () => {
  const heic = resolve("test/samples/heic/seeding_by_Clements_Engelhardt.heic");
  const { stdout, stderr } = childOf("prepare", { paths: [heic] });
  expect(stdout, stderr.slice(-2000)).toContain('"type":"image/heic"');
});

test("the capped child of prepare measures a damaged PDF with the reader that lies beside it", () => {
  const page = "<< /Length 16 >>\nstream\n0 0 50 50 re f  \nendstream";
  const branch = "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 72 144] >>";
  const whole = pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    branch,
    "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
    page,
  ]);
  const path = join(folder, "damaged.pdf");
  writeFileSync(path, whole.toString("latin1").replace("endstream", ""), "latin1");
  const { stdout, stderr } = childOf("prepare", { paths: [path] });
  expect(stdout, stderr.slice(-2000)).toContain('"mended":true');
  const beside = join(functions.find(({ name }) => name === "prepare")?.folder ?? "", "pdfium.wasm");
  renameSync(beside, `${beside}.away`);
  // Without it the file is as good as before: the fault is ours.
  expect(childOf("prepare", { paths: [path] }).stdout).toContain('"fault":"Fault: PDFium does not start');
  renameSync(`${beside}.away`, beside);
});

test("the capped child of render reads its job, and says in few words what is wrong with it", () => {
  const { status, stderr } = childOf("render", {});
  expect(stderr).toContain("ZodError");
  expect(stderr.indexOf("ZodError")).toBeLessThan(2_000);
  expect(status).toBe(1);
});

test("what code reads at run time lies beside it", () => {
  const render = functions.find(({ name }) => name === "render")?.folder ?? "";
  for (const path of [
    "icc/ISOcoated_v2_300_bas.icc",
    "font/open-sans-semibold.ttf",
    "pdfium.wasm",
    "libheif.wasm",
  ])
    expect(existsSync(join(render, path)), path).toBe(true);
});

test("the native library is where pictures are read and nowhere else", () => {
  const carriers = functions.filter((each) => existsSync(join(each.folder, "node_modules/sharp")));
  expect(carriers.map(({ name }) => name).sort()).toEqual([
    "preflight",
    "prepare",
    "render",
    "storefront-measure",
  ]);
});
