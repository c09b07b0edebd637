import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { buildWeb } from "../../lib/web/build.ts";
import released from "../../lib/web/button/released.json" with { type: "json" };

const folder = await mkdtemp(join(tmpdir(), "printcloud-web-"));
afterAll(() => rm(folder, { recursive: true }));
const web = await buildWeb(folder);

const gzipBytes = async (path: string) => gzipSync(await readFile(join(folder, path)), { level: 9 }).length;

test("the button stays under 5 kB and the checkout's scripts under 40 kB, gzipped", async () => {
  const button = await gzipBytes("button/v1.js");
  const page = await readFile(join(folder, "checkout/index.html"), "utf8");
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? "");
  expect(scripts.length).toBeGreaterThan(1);
  const words = Math.max(...(await Promise.all(languages().map(gzipBytes))));
  const sizes = await Promise.all(scripts.map(gzipBytes));
  const checkout = sizes.reduce((sum, bytes) => sum + bytes, words);
  console.info(`button ${button} bytes gzipped, checkout ${checkout} with its largest language`);
  expect(button).toBeLessThanOrEqual(5_000);
  expect(checkout).toBeLessThanOrEqual(40_000);
});

function languages(): string[] {
  return web.files.map(({ path }) => path).filter((path) => /^assets\/(en|nl|de|fr)-/.test(path));
}

test("a published version of the button never changes: a changed one has a new version", async () => {
  const { version, integrity, path } = web.button;
  expect(released).toHaveProperty([version], integrity);
  expect(await readFile(join(folder, path))).toEqual(await readFile(join(folder, "button/v1.js")));
});

test("everything is named in the manifest with how long it may be kept", async () => {
  expect(web.files.filter(({ contentType }) => contentType === "application/octet-stream")).toEqual([]);
  const kept = Object.fromEntries(web.files.map(({ path, keep }) => [path, keep]));
  expect(kept).toMatchObject({ "button/v1.js": "evergreen", "checkout/index.html": "page" });
  expect(JSON.parse(await readFile(join(folder, "button/manifest.json"), "utf8"))).toEqual(web);
});

test("pages hold no script or style of their own and name every file they use", async () => {
  const paths = new Set(web.files.map(({ path }) => `/${path}`));
  for (const path of paths) {
    if (!path.endsWith(".html")) continue;
    const text = await readFile(join(folder, path), "utf8");
    expect(text).not.toMatch(/<style|<script(?![^>]* src=)| on\w+=| style=/);
    const used = [...text.matchAll(/(?:src|href)="([^"{]+)"/g)].map(([, address]) => address ?? "");
    expect(used.filter((address) => !paths.has(address))).toEqual([]);
  }
});
