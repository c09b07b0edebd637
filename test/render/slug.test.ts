import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { FileProfile } from "../../lib/order/facility.ts";
import { checkPdf } from "../../lib/preflight/check-pdf.ts";
import { renderItem } from "../../lib/render/engine.ts";
import type { Job, Outcome } from "../../lib/render/job.ts";
import { run, testWith } from "../tools.ts";
import { boxesOf, drawn, freshFolder, type JobWish, jobOf, quarters, source } from "./bench.ts";
import { pdfOf, pdfSourceOf } from "./pdf-pages.ts";

const ticketId = "tkt_01ARZ3NDEKTSV4RRFFQ69G5FAV";
const small = { dpi: { info: 3, warning: 2, error: 1 }, pages: { min: 1, max: 8, step: 2 } };
const title = { kind: "parts", title: "Zomer", background: "#d0e0f0" } as const;

/** A job whose facility wants a mark of that kind. */
function marked(wish: JobWish, barcode: FileProfile["marks"]["barcode"]): Job {
  const job = jobOf(wish);
  return { ...job, ticketId, fileProfile: { ...job.fileProfile, marks: { barcode } } };
}

async function pictures(count: number) {
  const picture = await source("/images/0", await quarters(120, 160).jpeg().toBuffer());
  return Array.from({ length: count }, (_, at) => ({ ...picture, pointer: `/images/${at}` }));
}

function pathOf({ components }: Outcome, role: "inside" | "cover"): string {
  return components.find((made) => made.role === role)?.path ?? "";
}

/** Pixels at 200 dpi: the slug's corner, and where a last page carries its mark. */
const corners = { slug: [0, 0, 300, 132], last_page: [60, 1350, 300, 400] } as const;

/** What another program scans in that corner of a page; empty where it finds nothing. */
function scanned(path: string, page: number, corner: keyof typeof corners = "slug"): string {
  const picture = join(freshFolder(), "page");
  const [x, y, width, height] = corners[corner].map(String);
  const cut = ["-x", `${x}`, "-y", `${y}`, "-W", `${width}`, "-H", `${height}`];
  run(
    "pdftoppm",
    "-r",
    "200",
    "-png",
    "-singlefile",
    ...cut,
    "-f",
    `${page}`,
    "-l",
    `${page}`,
    path,
    picture,
  );
  try {
    return run("dmtxread", "-N1", `-m${1000 * (corner === "slug" ? 20 : 6)}`, `${picture}.png`).toString();
  } catch {
    return "";
  }
}

const errorsOf = async (path: string) =>
  (await checkPdf(path, "pdfx4")).findings.filter(({ severity }) => severity === "error");

testWith(
  ["pdftoppm", "dmtxread", "qpdf", "pdfinfo"],
  "cover and inside name ticket and component in a slug above the bleed, and are PDF/X-4 still",
  async () => {
    const wish = {
      productId: "photobook-hardcover-a5",
      product: small,
      sources: await pictures(2),
      cover: title,
    };
    const outcome = await renderItem(marked(wish, "slug"));
    for (const role of ["inside", "cover"] as const) {
      const made = outcome.components.find((component) => component.role === role);
      const path = pathOf(outcome, role);
      expect(made?.mark).toEqual({ text: `${ticketId},${role},0`, place: "slug" });
      for (let page = 1; page <= (made?.pages ?? 0); page++)
        expect(scanned(path, page), `${role} ${page}`).toBe(made?.mark?.text);
      expect(await errorsOf(path)).toEqual([]);
      expect(run("qpdf", "--check", path).toString()).toContain("No syntax or stream encoding errors");
      const [boxes] = await boxesOf(path);
      const [, , width = 0, height = 0] = boxes?.bleed ?? [];
      expect(boxes?.media).toEqual([0, 0, width, expect.closeTo(height + 16, 2)]);
      expect(run("pdfinfo", "-box", path).toString()).toMatch(/TrimBox/);
    }
    expect((await boxesOf(pathOf(outcome, "inside")))[0]?.bleed).toEqual([0, 0, 154, 216]);
  },
);

testWith(
  ["pdftoppm", "dmtxread"],
  "supplied pages and covers carry the mark too, and their previews do not show it",
  async () => {
    const inside = await pdfSourceOf(await pdfOf({ size: [154, 216] }, { size: [148, 210] }));
    const wish = { productId: "photobook-hardcover-a5", product: small, sources: [inside], cover: title };
    const outcome = await renderItem(marked(wish, "slug"));
    const path = pathOf(outcome, "inside");
    expect([scanned(path, 1), scanned(path, 2)]).toEqual(Array(2).fill(`${ticketId},inside,0`));
    expect(await errorsOf(path)).toEqual([]);
    const { data, info } = await sharp(outcome.previews[0]?.path).raw().toBuffer({ resolveWithObject: true });
    expect(info.width / info.height).toBeCloseTo(148 / 210, 2);
    expect([(data[0] ?? 0) > 150, (data[1] ?? 255) < 90]).toEqual([true, true]);
    const look = await drawn(path, 1);
    expect([look.at(0.9, 0.02), look.at(0.02, 0.1), look.at(0.98, 0.98)]).toEqual(["white", "red", "yellow"]);
  },
);

testWith(
  ["pdftoppm", "dmtxread"],
  "a book is scanned by a blank last page that is added where it has none",
  async () => {
    const wish = async (count: number) => ({
      productId: "photobook-hardcover-a5",
      product: small,
      sources: await pictures(count),
      cover: title,
    });
    const full = await renderItem(marked(await wish(2), "last_page"));
    const path = pathOf(full, "inside");
    expect(full.components.map(({ pages, mark }) => [pages, mark?.place])).toEqual([
      [4, "last_page"],
      [1, "slug"],
    ]);
    expect([scanned(path, 3, "last_page"), scanned(path, 4, "last_page")]).toEqual(
      Array(2).fill(`${ticketId},inside,0`),
    );
    expect(scanned(path, 2, "last_page")).toBe("");
    expect(scanned(pathOf(full, "cover"), 1)).toBe(`${ticketId},cover,0`);
    expect((await boxesOf(path))[3]?.media).toEqual([0, 0, 154, 216]);
    expect(await errorsOf(path)).toEqual([]);
    expect(full.findings).toContainEqual(
      expect.objectContaining({ code: "pages_padded", measured: 2, wanted: 4 }),
    );
    const odd = await renderItem(marked(await wish(3), "last_page"));
    expect(odd.components[0]).toMatchObject({ pages: 4, mark: { place: "last_page" } });
    const most = await renderItem(marked(await wish(8), "last_page"));
    expect(most.components[0]).toMatchObject({ pages: 8, mark: { place: "slug" } });
  },
);

testWith(
  ["pdftoppm", "dmtxread"],
  "a magazine and a canvas have no last page to give: their mark is in the slug",
  async () => {
    const magazine = { productId: "magazine-a5", product: { ...small, pages: { min: 4, max: 8, step: 4 } } };
    const stitched = await renderItem(marked({ ...magazine, sources: await pictures(3) }, "last_page"));
    expect(stitched.components[0]?.mark?.place).toBe("slug");
    expect(scanned(pathOf(stitched, "inside"), 3)).toBe(`${ticketId},inside,0`);
    const canvas = { productId: "canvas-200x200", product: { dpi: small.dpi }, sources: await pictures(1) };
    const wrapped = await renderItem(marked(canvas, "slug"));
    expect(scanned(pathOf(wrapped, "inside"), 1)).toBe(`${ticketId},inside,0`);
  },
);

test("without a ticket or a facility that scans there is no slug", async () => {
  const wish = { productId: "postcard-a6", product: small, sources: await pictures(2) };
  const plain = await renderItem(jobOf(wish));
  const { ticketId: _, ...anonymous } = marked(wish, "slug");
  for (const outcome of [plain, await renderItem(anonymous)]) {
    expect(outcome.components[0]).not.toHaveProperty("slugMm");
    expect((await boxesOf(pathOf(outcome, "inside")))[0]?.media).toEqual([0, 0, 111, 154]);
  }
});
