import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { SessionView } from "../lib/storefront/views.ts";
import { buildWeb } from "../lib/web/build.ts";
import { type Up, up } from "./up.ts";

const rounds = 5;
/** Countries that no price is kept for before somebody asks. */
const unasked = ["BE", "AT", "IT"];

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
    const shop = { front: laptop.front, publicationId: stall?.book ?? "" };
    while (!(await opened(shop, "DE")).ok) await pause(500);
    const cold: number[] = [];
    const warm: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await asleep(laptop);
      cold.push(await waited(shop, "NL"));
      warm.push(await waited(shop, "NL"));
    }
    const fresh: number[] = [];
    for (const country of unasked) {
      await asleep(laptop);
      fresh.push(await waited(shop, country));
    }
    say(
      `first price                       ${median(warm)} ms, ${median(cold)} ms when every function sleeps`,
    );
    say(`from a country not asked lately   ${median(fresh)} ms when every function sleeps`);
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

interface Shop {
  readonly front: string;
  readonly publicationId: string;
}

/** Milliseconds from asking for the checkout's page to a session with a price. */
async function waited({ front, publicationId }: Shop, countryCode: string): Promise<number> {
  const began = performance.now();
  await (await fetch(`${front}/checkout/${publicationId}`)).text();
  const answer = await opened({ front, publicationId }, countryCode);
  const { price } = SessionView.parse(await answer.json());
  if (!price) throw new Error("a session came without a price");
  return performance.now() - began;
}

/** A new checkout; 410 while the shop's publications are still measured. */
function opened({ front, publicationId }: Shop, countryCode: string): Promise<Response> {
  const body = JSON.stringify({ publicationId, countryCode });
  const headers = { "content-type": "application/json" };
  return fetch(`${front}/storefront/sessions`, { method: "POST", headers, body });
}

/** Until no process of any function is left that a first price could use. */
async function asleep({ functions }: Pick<Up["laptop"], "functions">): Promise<void> {
  const names = ["storefront-checkout", "authorize", "quotes"].map((name) => `printcloud-laptop-${name}`);
  while (names.some((name) => functions.processes(name).length > 0)) await pause(100);
}

function median(waits: readonly number[]): number {
  return Math.round(waits.toSorted((one, other) => one - other)[Math.floor(waits.length / 2)] ?? 0);
}
