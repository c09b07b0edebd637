import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { keptFile } from "../lib/laptop/kept-file.ts";
import type { Laptop } from "../lib/laptop/laptop.ts";
import { ContentView, PublicationView } from "../lib/storefront/views.ts";
import { stocked as stockedPage } from "../lib/web/shop/stocked.ts";
import { type Demo, Enrolled, invoke } from "./onboard.ts";
import { putSite } from "./site.ts";

const Kept = z.object({ book: z.string(), essay: z.string() });

interface Opening {
  readonly laptop: Laptop;
  readonly demo: Demo;
  readonly folder: string;
  readonly say: (line: string) => void;
}

/**
 * Connects the storefront to the platform as an application that the demo merchant granted, puts the pages into their
 * bucket, and stocks the demo shop once.
 */
export async function openStorefront({ laptop, demo, folder, say }: Opening): Promise<Stall> {
  const kept = keptFile(join(folder, "storefront.json"));
  const text = await kept.read();
  const stall = text === undefined ? await stocked(laptop, demo) : Kept.parse(JSON.parse(text));
  if (text === undefined) await kept.write(JSON.stringify(stall));
  const key = keyOf(demo, "pk_test_");
  await putSite({
    s3: { endpoint: laptop.aws, region: laptop.region, credentials: laptop.operator },
    bucket: laptop.outputs.SiteBucket ?? "",
    folder: join(folder, "site"),
    finish: (path, page) => (path.startsWith("shop/") ? stockedPage(page, { ...stall, key }) : page),
  });
  say(`Storefront: ${laptop.front}/shop sells two publications of the demo merchant`);
  return stall;
}

async function stocked(laptop: Laptop, demo: Demo): Promise<Stall> {
  const enrolment = { kind: "app", name: "Storefront", merchants: [demo.merchantId] };
  const app = Enrolled.parse(await invoke(laptop, "add-merchant", enrolment));
  for (const mode of ["live", "test"]) {
    const appKey = app.keys.find((key) => key.startsWith(`app_${mode}_`));
    await invoke(laptop, "storefront-connect", { mode, appKey, from: "orders@shop.example" });
  }
  const origins = [laptop.front];
  return openStall({ storefront: `${laptop.front}/storefront`, key: keyOf(demo, "sk_test_"), origins });
}

function keyOf({ keys }: Demo, prefix: string): string {
  return keys.find((key) => key.startsWith(prefix)) ?? "";
}

const samples = join(import.meta.dirname, "../test/samples");

interface Shopkeeper {
  /** Address of the storefront's API. */
  readonly storefront: string;
  /** The demo merchant's secret test key. */
  readonly key: string;
  /** Origins that may frame the checkout. */
  readonly origins: readonly string[];
}

/** Publications of the demo shop: a photo book and an essay, from the samples. */
export interface Stall {
  readonly book: string;
  readonly essay: string;
}

/** Publishes the samples as the demo merchant would: content first, then what it is sold as. They are measured by themselves. */
async function openStall(keeper: Shopkeeper): Promise<Stall> {
  const photos = join(samples, "photos");
  const names = (await readdir(photos)).filter((name) => name.endsWith(".jpg")).sort();
  const images = await Promise.all(names.map((name) => bring(keeper, join(photos, name), "image/jpeg")));
  const pages = [...images, ...images].map((contentId) => ({ contentId }));
  const [front] = pages;
  const book = await publish(keeper, {
    title: "High country",
    content: { images: pages, coverImage: front, cover: { title: "High country", background: "#f4efe6" } },
    products: ["photobook-hardcover-square-210", "softcover-square-210", "magazine-square-210"],
    margin: { percent: 30 },
    coupons: [{ code: "SUMMER", percent: 10 }],
  });
  const essay = await publish(keeper, {
    title: "An essay on engraving",
    content: {
      inside: { contentId: await bring(keeper, join(samples, "engraving-essay.pdf"), "application/pdf") },
    },
    products: ["magazine-a4", "softcover-a4", "postcard-a6"],
    margin: { percent: 0, perCopy: "2.00" },
  });
  return { book, essay };
}

async function publish(keeper: Shopkeeper, wish: object): Promise<string> {
  const answer = await post(keeper, "/publications", { ...wish, origins: keeper.origins });
  return PublicationView.parse(answer).id;
}

async function bring(keeper: Shopkeeper, path: string, type: string): Promise<string> {
  const bytes = await readFile(path);
  const { contentId, form } = ContentView.parse(
    await post(keeper, "/contents", { bytes: bytes.length, type }),
  );
  const fields = new FormData();
  for (const [name, value] of Object.entries(form.fields)) fields.append(name, value);
  fields.append("file", new Blob([bytes], { type }));
  const sent = await fetch(form.url, { method: "POST", body: fields });
  if (!sent.ok) throw new Error(`${path} was not taken: ${sent.status}`);
  return contentId;
}

async function post({ storefront, key }: Shopkeeper, path: string, body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(storefront + path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  if (!response.ok)
    throw new Error(`${path}: ${response.status} ${z.string().parse(JSON.stringify(answer))}`);
  return answer;
}
