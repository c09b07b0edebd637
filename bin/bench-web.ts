import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { SessionView } from "../lib/storefront/views.ts";
import { buildWeb } from "../lib/web/build.ts";
import { up } from "./up.ts";

const rounds = 7;

/** Prints what browsers load, gzipped, and how long a shopper waits for a first price on a laptop cloud in `folder`. */
export async function benchWeb(folder: string, say: (line: string) => void): Promise<void> {
  for (const [name, bytes] of await sizes(join(folder, "web"))) say(`${name.padEnd(34)}${bytes} bytes gzip`);
  const { laptop, stall, close } = await up({
    folder: join(folder, "laptop"),
    frontPort: 0,
    awsPort: 0,
    paceSeconds: 1,
    storefront: true,
    say: () => {},
  });
  try {
    const [cold = 0, ...warm] = await waits(laptop.front, stall?.book ?? "");
    const middle = warm.sort((a, b) => a - b)[Math.floor(warm.length / 2)] ?? 0;
    say(
      `first price, functions idle: ${Math.round(cold)} ms; warm, median of ${warm.length}: ${Math.round(middle)} ms`,
    );
  } finally {
    await close();
  }
}

async function sizes(folder: string): Promise<[string, number][]> {
  await buildWeb(folder);
  const gzip = async (path: string) => gzipSync(await readFile(join(folder, path)), { level: 9 }).length;
  const page = await readFile(join(folder, "checkout/index.html"), "utf8");
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? "");
  const checkout = (await Promise.all(scripts.map(gzip))).reduce((sum, bytes) => sum + bytes, 0);
  const assets = await readdir(join(folder, "assets"));
  const styles = assets.filter((name) => /^checkout.*\.css$/.test(name)).map((name) => `assets/${name}`);
  const css = (await Promise.all(styles.map(gzip))).reduce((sum, bytes) => sum + bytes, 0);
  return [
    ["button", await gzip("button/v1.js")],
    ["checkout, scripts in English", checkout],
    ["checkout, styles", css],
  ];
}

/** Milliseconds from asking for the checkout's page to a session with a price, one shopper after the other. */
async function waits(front: string, publicationId: string): Promise<number[]> {
  const waited: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await (await fetch(`${front}/checkout/${publicationId}`)).text();
    const body = JSON.stringify({ publicationId, countryCode: "NL" });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${front}/storefront/sessions`, { method: "POST", headers, body });
    const { price } = SessionView.parse(await answer.json());
    if (!price) throw new Error("a session came without a price");
    waited.push(performance.now() - began);
  }
  return waited;
}
