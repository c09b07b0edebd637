import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import type { OrderView } from "../lib/order/views.ts";
import { Client } from "./demo-client.ts";
import { drawProgress } from "./demo-progress.ts";
import { up } from "./up.ts";

// `npm run demo`: a photo book and a magazine through the whole line, in a fresh folder, ending when both have shipped.

/** By `performance.now()`, so that starting counts too. */
const deadlineMs = 85_000;
const samples = join(import.meta.dirname, "../test/samples");
const folder = await mkdtemp(join(tmpdir(), "printcloud-demo-"));
const data = join(folder, "data");
const stopping = new AbortController();
const stopped = new Promise<never>((_, reject) => {
  stopping.signal.addEventListener("abort", () => reject(stopping.signal.reason));
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    say("\nStopping");
    process.exitCode = 128 + constants.signals[signal];
    stopping.abort();
  });
}
stopped.catch(() => {});

try {
  const shipped = await demonstrate();
  if (shipped) await rm(data, { recursive: true, force: true });
  else process.exitCode = 1;
} catch (error) {
  if (!stopping.signal.aborted) throw error;
  await rm(folder, { recursive: true, force: true });
  // A cloud that was still starting goes with this process.
  process.exit();
}

/** True when everything has shipped. */
async function demonstrate(): Promise<boolean> {
  say("Starting Printcloud");
  const starting = up({ folder: data, frontPort: 0, awsPort: 0, paceSeconds: 1, say: tell });
  const cloud = await Promise.race([starting, stopped]);
  try {
    const key = cloud.demo.keys.find((each) => each.startsWith("sk_test_")) ?? "";
    const { items } = await Promise.race([ordered(new Client(`${cloud.laptop.front}/v1`, key)), stopped]);
    const shipped = items.every(({ state }) => state === "shipped");
    if (!shipped) say(`\nNot everything has shipped: what the functions say is in ${join(data, "logs")}`);
    return shipped;
  } finally {
    await cloud.close();
  }
}

async function ordered(client: Client): Promise<OrderView> {
  say("\nUploading 13 photographs and a PDF");
  const images = await client.uploadPhotos(join(samples, "photos"));
  const essay = await client.upload(join(samples, "engraving-essay.pdf"), "application/pdf");
  const placed = await client.order({ images, essay });
  say(`\nOrder ${placed.id}: a photo book and three magazines to Amsterdam`);
  const order = await drawProgress(() => client.read(placed.id), process.stdout, deadlineMs);
  await showResult(client, order);
  return order;
}

async function showResult(client: Client, order: OrderView): Promise<void> {
  say(
    `\nThe order is ${order.state.replace("_", " ")}, ${(performance.now() / 1000).toFixed(0)} s after the start.`,
  );
  for (const item of order.items) {
    for (const { role, url, pages, trimMm, bytes } of item.files) {
      const path = join(folder, `${item.productId}-${role}.pdf`);
      await client.save(url, path);
      const size = `${trimMm.width} x ${trimMm.height} mm`;
      indented(
        `${path}  ${pages} ${pages === 1 ? "page" : "pages"}, ${size}, ${(bytes / 1e6).toFixed(1)} MB`,
      );
    }
  }
  for (const { carrier, tracking } of order.shipments.flatMap(({ parcels }) => parcels))
    indented(`Parcel with ${carrier}, ${tracking}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What the cloud tells while it is taken down is of no interest. */
function tell(line: string): void {
  if (!stopping.signal.aborted) indented(line);
}

function indented(line: string): void {
  say(`  ${line}`);
}
