import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Names that a program asks for besides Node's own and files of ours. */
function packagesOf(program: string): string[] {
  const script = `
    import { registerHooks } from "node:module";
    const asked = new Set();
    registerHooks({ resolve: (name, context, next) => (asked.add(name), next(name, context)) });
    await import(${JSON.stringify(program)});
    console.log(JSON.stringify([...asked].filter((name) => !/^(node:|[./#]|file:)/.test(name))));
  `;
  const args = ["--no-warnings", "--input-type=module", "-e", script];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" })) as string[];
}

test("rendering starts without what only some jobs need: pictures to be made, PDFs, covers, HEIC", () => {
  expect(packagesOf(join(root, "lib/render/engine.ts"))).toEqual(["zod"]);
});

test("the sRGB profile that ships is the one the image library would write", async () => {
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: "#ffffff" } });
  const { icc } = await sharp(await dot.withIccProfile("srgb").png().toBuffer()).metadata();
  expect(icc).toEqual(await readFile(join(root, "lib/render/icc/sRGB-v4.icc")));
});
