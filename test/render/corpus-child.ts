/** Renders the files whose paths come in, one a line, and answers a line of JSON for each; see corpus.ts. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { PDFPage } from "pdf-lib";
import sharp from "sharp";
import { capabilityOf, fileProfileOf } from "../../lib/catalogue/capability.ts";
import { facilities } from "../../lib/catalogue/facilities.ts";
import { productOf } from "../../lib/catalogue/products.ts";
import { Rejected } from "../../lib/order/errors.ts";
import { Measured } from "../../lib/order/measured.ts";
import { measureAll } from "../../lib/prepare/measure.ts";
import { renderItem } from "../../lib/render/engine.ts";
import { Job } from "../../lib/render/job.ts";
import { openSupplied, uprightPage } from "../../lib/render/pdf/supplied.ts";
import { run } from "../tools.ts";

const [scratch = ""] = process.argv.slice(2);
const productId = "magazine-a4";
/** Findings after which what is printed is not what the file says, or only by another way. */
const repairs = new Set([
  "rebuilt_as_pictures",
  "page_rasterised",
  "form_field_dropped",
  "postscript_removed",
]);

for await (const path of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(path)));
}

async function answer(path: string): Promise<{ word: string; notes: string[] }> {
  const outFolder = join(scratch, "out");
  mkdirSync(outFolder, { recursive: true });
  const refusal = await measureAll({ paths: [path] }).then(() => [], codes("prepare"));
  try {
    const { findings, components } = await renderItem(await jobFor(path, outFolder));
    const notes = [...new Set(findings.map(({ code }) => code))];
    const unclean = components.flatMap((made) => check(made.path, made.pages));
    return {
      word: notes.some((code) => repairs.has(code)) ? "repaired" : "ok",
      notes: [...refusal, ...notes, ...unclean],
    };
  } catch (error) {
    const [word = "ours"] = codes("")(error);
    const said = error instanceof Rejected ? [] : [String(error).slice(0, 80)];
    return { word: word.trim(), notes: [...refusal, ...said] };
  } finally {
    rmSync(outFolder, { recursive: true });
  }
}

function codes(who: string): (error: unknown) => string[] {
  return (error) => [`${who} ${error instanceof Rejected ? error.code : "ours"}`];
}

/** What another program finds wrong with what was made. */
function check(path: string, pages: number): string[] {
  try {
    run("qpdf", "--check", path);
    const counted = run("qpdf", "--show-npages", path).toString().trim();
    return counted === String(pages) ? [] : ["PAGES DIFFER"];
  } catch (error) {
    const complaint = error instanceof Error ? error.message.split("\n").slice(1, 3).join(" ") : "";
    return [`QPDF ${complaint.replaceAll(path, "").slice(0, 120)}`];
  }
}

/** A product as large as the file's first page or picture, so that size alone refuses none. */
async function jobFor(path: string, outFolder: string): Promise<Job> {
  const seen = path.toLowerCase().endsWith(".pdf") ? await asDocument(path) : await asPicture(path);
  const listed = productOf(productId);
  const facility = facilities.find(({ id }) => id === "test-amsterdam");
  const capability = listed && facility && capabilityOf(facility, listed);
  const fileProfile = capability && fileProfileOf(facility, capability);
  if (!fileProfile) throw new Error(`nobody makes ${productId}`);
  return Job.parse({
    product: {
      ...listed,
      trimMm: seen.trimMm,
      pages: { min: 1, max: 1000, step: 1 },
      cover: "none",
      // No picture is refused for being small.
      dpi: { info: 0, warning: 0, error: 0 },
    },
    paper: capability.paper,
    fileProfile,
    // Pages of other sizes are laid down whole.
    fit: "fit",
    title: "corpus",
    spec: "5".repeat(64),
    inside: "5".repeat(64),
    sources: [{ pointer: seen.measured.pointer, path, measured: seen.measured }],
    cover: { kind: "none" },
    outFolder,
    date: "2026-11-21T11:34:00.000Z",
  });
}

interface Seen {
  readonly trimMm: { width: number; height: number };
  readonly measured: Job["sources"][number]["measured"];
}

async function asDocument(path: string): Promise<Seen> {
  const counted = [{ mediaMm: { width: 1, height: 1 }, trimMm: null, rotate: 0 }];
  const found = { ...identified(path, "/inside"), type: "application/pdf", image: null, pages: counted };
  const measured = Measured.parse(found);
  const { pages } = await openSupplied({ path, pointer: "/inside", measured });
  const [first] = pages;
  const page = first && upright(first);
  const trim = page?.trim ?? page?.crop ?? page?.media ?? { width: 210, height: 297 };
  return { trimMm: { width: trim.width, height: trim.height }, measured };
}

/** Undefined where only rendering finds out how large it is. */
function upright(page: PDFPage) {
  try {
    return uprightPage(page, "/inside");
  } catch {
    return undefined;
  }
}

/** At 300 dpi, a side of at least 10 mm. */
async function asPicture(path: string): Promise<Seen> {
  const [found] = await measureAll({ paths: [path] });
  // In production these are two processes: measuring reads files only, rendering reads what it has in memory too.
  sharp.unblock({
    operation: ["Jpeg", "Png", "Webp", "Tiff", "Heif"].map((kind) => `VipsForeignLoad${kind}`),
  });
  const pointer = "/images/0";
  const image = found?.image;
  if (!image) throw new Error("measured without an answer");
  const mm = (px: number) => Math.max(10, (px / 300) * 25.4);
  const trimMm = { width: mm(image.widthPx), height: mm(image.heightPx) };
  return { trimMm, measured: Measured.parse({ ...identified(path, pointer), ...found }) };
}

function identified(path: string, pointer: string) {
  const bytes = readFileSync(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { pointer, sha256, bytes: Math.max(1, bytes.length) };
}
