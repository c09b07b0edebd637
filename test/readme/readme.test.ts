import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Started, started } from "../journey/started.ts";

const root = resolve(import.meta.dirname, "../..");
let cloud: Started;
let folder: string;

beforeAll(async () => {
  cloud = await started();
  folder = await mkdtemp(join(tmpdir(), "printcloud-readme-"));
  await symlink(join(root, "test"), join(folder, "test"));
});

afterAll(async () => {
  await cloud.close();
  await rm(folder, { recursive: true });
});

test("the README's curl commands order a book, once, and follow it until it has shipped", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const [, commands = ""] = /```sh\n([\s\S]*?)```/.exec(readme) ?? [];
  const env = { PATH: process.env.PATH, API: cloud.api, KEY: cloud.keyOf("sk_test_") };
  const { stdout } = await bash(commands, env);
  expect(stdout).toContain('"type":"item.shipped"');
  const ids = new Set(stdout.match(/ord_[0-9A-Z]{26}/g));
  expect(ids.size).toBe(1);
  const pdf = await readFile(join(folder, "inside.pdf"));
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
});

test("every file and folder that the README names is there", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const named = [...readme.matchAll(/`((?:lib|test|bin|functions|\.ci)\/[\w./-]+)`/g)].map(
    ([, path = ""]) => path,
  );
  expect(named.length).toBeGreaterThan(10);
  const missing = named.filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

/** Fails on the first command that fails. Not waited for synchronously: the cloud answers from this process. */
function bash(commands: string, env: Record<string, string | undefined>): Promise<{ stdout: string }> {
  return promisify(execFile)("bash", ["-euo", "pipefail", "-c", commands], {
    cwd: folder,
    env,
    maxBuffer: 1e7,
  });
}
