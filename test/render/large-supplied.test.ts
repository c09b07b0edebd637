import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { cappedChild } from "../../lib/cloud/capped-child.ts";
import { Measurement } from "../../lib/prepare/measurement.ts";
import { measurerCaps } from "../../lib/prepare/prepare.ts";
import { Outcome } from "../../lib/render/job.ts";
import { childCaps } from "../../lib/render/render.ts";
import { freshFolder, jobOf } from "./bench.ts";
import { writeLargePdf } from "./large-supplied.ts";

/** As large as may be with LARGE_PDF_MB=499 LARGE_PDF_PAGES=1000: half a minute, and 2 GB of disk. */
const mb = Number(process.env.LARGE_PDF_MB ?? 70);
const pages = Number(process.env.LARGE_PDF_PAGES ?? 100);

/** Memory by the file: itself once and what programs take, so that the largest one fits a function with room to spare. */
const toMeasure = mb + 250;
const toMake = 2 * mb + 550;

function child(name: "prepare" | "render", caps: typeof measurerCaps | typeof childCaps, memoryMb: number) {
  const script = new URL(`../../functions/${name}-child.ts`, import.meta.url);
  expect(memoryMb).toBeLessThanOrEqual(caps.memoryMb);
  return cappedChild({ script, ...caps, memoryMb });
}

test("a large supplied PDF is measured and made with memory for little more than itself", {
  timeout: 300_000,
}, async () => {
  const path = join(freshFolder(), "large.pdf");
  await writeLargePdf(path, { pages, mb });
  const answered = await child("prepare", measurerCaps, toMeasure).run({ paths: [path] });
  const [found] = z.tuple([Measurement]).parse(answered);
  const measured = { pointer: "/inside", sha256: "0".repeat(64), bytes: mb * 1e6, ...found };
  const job = jobOf({
    productId: "softcover-a5",
    product: { pages: { min: 1, max: 1000, step: 1 }, dpi: { info: 0, warning: 0, error: 0 } },
    sources: [{ pointer: "/inside", path, measured }],
  });
  const answer = await child("render", childCaps, toMake).run({ ...job, share: { kind: "inside" } });
  const { components, previews } = Outcome.parse(answer);
  expect(components.map((made) => made.pages)).toEqual([pages]);
  // Drawn by another program from what was made.
  expect(previews).toHaveLength(12);
});
