import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "./demo-client.ts";
import { drawProgress } from "./demo-progress.ts";
import { up } from "./up.ts";

// `npm run demo`: a photo book and a magazine through the whole line, in a fresh folder, ending when both have shipped.
const folder = await mkdtemp(join(tmpdir(), "printcloud-demo-"));
const samples = join(import.meta.dirname, "../test/samples");
const deadlineMs = performance.now() + 85_000;
const say = (line: string) => process.stdout.write(`  ${line}\n`);

process.stdout.write("Starting Printcloud\n");
const cloud = await up({ folder, frontPort: 0, awsPort: 0, paceSeconds: 1, say });
const client = new Client(
  `${cloud.laptop.front}/v1`,
  cloud.demo.keys.find((key) => key.startsWith("sk_test_")) ?? "",
);
try {
  process.stdout.write("\nUploading 13 photographs and a PDF\n");
  const images = await client.uploadPhotos(join(samples, "photos"));
  const essay = await client.upload(join(samples, "engraving-essay.pdf"), "application/pdf");
  const placed = await client.order({ images, essay });
  process.stdout.write(`\nOrder ${placed.id}\n`);
  const order = await drawProgress(() => client.read(placed.id), deadlineMs);
  process.stdout.write(`\n${order.state}\n`);
  for (const item of order.items) {
    for (const file of item.files) {
      const path = join(folder, `${item.productId}-${file.role}.pdf`);
      await client.save(file.url, path);
      const { trimMm, pages, bytes } = file;
      say(`${path}  ${pages} pages, ${trimMm.width} x ${trimMm.height} mm, ${(bytes / 1e6).toFixed(1)} MB`);
    }
  }
  for (const { carrier, tracking } of order.shipments.flatMap(({ parcels }) => parcels))
    say(`${carrier} ${tracking}`);
  if (order.state !== "shipped") process.exitCode = 1;
} finally {
  await cloud.close();
}
