import { readFileSync } from "node:fs";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { jobOf, quarters, source } from "./bench.ts";
import { pdfOf, pdfSourceOf } from "./pdf-pages.ts";
import { renderItem } from "../../lib/render/engine.ts";
import { qpdfJson, type PdfJson } from "./qpdf-json.ts";
import { run, testWith } from "../tools.ts";

/** A press-ready document of ours, and the objects another program finds in it. */
interface Document {
  readonly name: string;
  readonly path: string;
  readonly json: PdfJson;
  readonly sizeMm: readonly [number, number];
}

const anyDpi = { dpi: { info: 3, warning: 2, error: 1 } };
const documents: Document[] = [];

/** One of each kind that goes to a press: pictures as inks, a cover from parts, supplied pages, RGB for uncoated paper. */
async function madeForPresses(folders: (folder: string) => void): Promise<void> {
  const jpeg = await source("/images/0", await quarters(300, 400).jpeg().toBuffer());
  const second = { ...jpeg, pointer: "/images/1" };
  const front = { ...jpeg, pointer: "/cover/image" };
  const product = { ...anyDpi, pages: { min: 1, max: 8, step: 1 } };
  const cover = { kind: "parts", title: "Zomer & Ærø", spineText: "Zomer", background: "#f0e8d0" } as const;
  const pdf = await pdfSourceOf(await pdfOf({ size: [154, 216] }, { size: [148, 210] }));
  const wishes = {
    pictures: { productId: "photobook-hardcover-a5", sources: [jpeg, second, front], cover },
    supplied: { productId: "photobook-hardcover-a5", sources: [pdf], cover },
    uncoated: { productId: "softcover-a5", sources: [jpeg, second, front], cover },
  };
  for (const [name, wish] of Object.entries(wishes)) {
    const job = jobOf({ ...wish, product });
    const uncoated = { ...job, paper: { ...job.paper, coated: false } };
    folders(job.outFolder);
    const { components } = await renderItem(name === "uncoated" ? uncoated : job);
    for (const { role, path, trimMm, bleedMm } of components) {
      const sizeMm = [trimMm.width + 2 * bleedMm, trimMm.height + 2 * bleedMm] as const;
      documents.push({ name: `${name} ${role}`, path, sizeMm, json: qpdfJson(path) });
    }
  }
}
