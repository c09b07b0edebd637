import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { facilities } from "../../lib/catalogue/facilities.ts";
import { showCover } from "../../lib/intake/show-cover.ts";
import { CoverView } from "../../lib/order/cover-view.ts";
import type { Rejected } from "../../lib/order/errors.ts";
import type { EnrolledFacility } from "../../lib/order/facility.ts";
import type { Mode } from "../../lib/order/ids.ts";
import type { Facilities } from "../../lib/order/ports.ts";
import { CoverQuery } from "../../lib/order/requests.ts";
import { TextFile } from "../../lib/order/text-file.ts";
import { run, testWith } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "printcloud-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const enrolled = facilities.map((each): EnrolledFacility => ({ ...each, queueUrl: "https://queue.example" }));

function portOf(rows: readonly EnrolledFacility[]): Facilities {
  return {
    list: async (mode) => rows.filter((row) => row.mode === mode),
    get: async (id) => rows.find((row) => row.id === id),
    put: async () => {},
  };
}

const port = portOf(enrolled);

function asked(id: string, query: Record<string, unknown>, mode: Mode = "test") {
  const owner = { mode, merchantId: "mer_00000000000000000000000000" } as const;
  return { owner, id, query: CoverQuery.parse(query) };
}

async function viewed(id: string, query: Record<string, unknown>, mode?: Mode): Promise<CoverView> {
  return CoverView.parse(await showCover(port, asked(id, query, mode)));
}

async function refused(id: string, query: Record<string, unknown>): Promise<Rejected> {
  return showCover(port, asked(id, query)).then(
    () => {
      throw new Error("was not refused");
    },
    (error) => error,
  );
}

async function template(id: string, query: Record<string, unknown>): Promise<TextFile> {
  const file = await showCover(port, asked(id, query));
  if (file instanceof TextFile) return file;
  throw new Error("no file");
}

test("at one facility the cover is what that facility makes", async () => {
  const view = await viewed("softcover-a4", { pages: "100", facilityId: "test-amsterdam" });
  if (view.cover !== "separate") throw new Error("not separate");
  expect(view.facilities.map(({ facilityId }) => facilityId)).toEqual(["test-amsterdam"]);
  // 150 g silk: 50 leaves of 0.135 mm and 1 mm of cover.
  expect(view.facilities[0]?.spineWidth).toEqual({ mm: 7.75, pt: 21.9685, in: 0.30512, px: 92 });
  expect(view.facilities[0]?.media.mm).toEqual({ width: 433.75, height: 303 });
  expect(view.range.width.min).toEqual(view.range.width.max);
});

test("without one it is the range over all that make it in the caller's mode", async () => {
  const view = await viewed("photobook-hardcover-square-210", { pages: 100 });
  if (view.cover !== "separate") throw new Error("not separate");
  expect(view.facilities.map(({ facilityId }) => facilityId)).toEqual(["test-amsterdam", "test-chicago"]);
  // By caliper 50 x 0.16 + 4, by Chicago's steps 13.
  expect([view.range.spineWidth.min.mm, view.range.spineWidth.max.mm]).toEqual([12, 13]);
  const live = await viewed("photobook-hardcover-square-210", { pages: 100 }, "live");
  if (live.cover !== "separate") throw new Error("not separate");
  expect(live.facilities.map(({ facilityId }) => facilityId)).toEqual(["utrecht", "leipzig", "leeds"]);
});

test("a magazine's cover is its first and last page, a poster has only its page", async () => {
  const magazine = await viewed("magazine-a4", { pages: 24 });
  expect(magazine).toMatchObject({ cover: "self", frontPage: 1, backPage: 24 });
  const poster = await viewed("poster-a3", { pages: 1 });
  if (poster.cover !== "none") throw new Error("has a cover");
  expect(poster.page.media.mm).toEqual({ width: 303, height: 426 });
});

test("pages beyond the product's limits or between its steps are refused with what would do", async () => {
  for (const pages of [0, 18, 25, 302, 4000]) {
    const { code, blame } = await refused("softcover-a4", { pages });
    expect([pages, code]).toEqual([pages, "page_count_out_of_range"]);
    expect(blame).toEqual({ pointer: "/pages", given: pages, wanted: { min: 20, max: 300, step: 2 } });
  }
});

test("an unknown product, an unknown facility, one of the other mode and one that cannot make it are told apart", async () => {
  expect((await refused("softcover-a9", { pages: 100 })).code).toBe("not_found");
  expect((await refused("softcover-a4", { pages: 100, facilityId: "nowhere" })).code).toBe("not_found");
  expect((await refused("softcover-a4", { pages: 100, facilityId: "utrecht" })).blame).toEqual({
    pointer: "/facilityId",
    given: "utrecht",
    wanted: ["test-amsterdam", "test-chicago"],
  });
  const books = enrolled.map((row) => ({
    ...row,
    makes: row.makes.filter(({ family }) => family !== "canvas"),
  }));
  const canvas = asked("canvas-200x200", { pages: 1, facilityId: "test-chicago" });
  await expect(showCover(portOf(books), canvas)).rejects.toMatchObject({ code: "no_facility" });
  await expect(showCover(portOf([]), asked("softcover-a4", { pages: 100 }))).rejects.toMatchObject({
    code: "no_facility",
  });
});

test("a template is of one facility where they differ, and of all where they do not", async () => {
  const { code, blame } = await refused("photobook-hardcover-a4", { pages: 100, format: "pdf" });
  expect([code, blame.pointer, blame.wanted]).toEqual([
    "invalid_request",
    "/facilityId",
    ["test-amsterdam", "test-chicago"],
  ]);
  const soft = await template("softcover-a4", { pages: 100, format: "svg" });
  expect([soft.type, soft.name]).toEqual(["image/svg+xml", "softcover-a4-100-cover.svg"]);
});

test("an SVG template measures the cover in mm and keeps its guides on a layer of their own", async () => {
  const { text } = await template("softcover-a4", { pages: 100, format: "svg" });
  expect(text).toContain(`width="433.75mm" height="303mm" viewBox="0 0 433.75 303"`);
  const [before, guides] = text.split(`<g id="guides"`);
  expect(before).toContain(`<g id="artwork"`);
  expect(before).not.toContain("<path");
  for (const kind of ["bleed", "trim", "panel", "fold", "safe", "spine_text"])
    expect(guides, kind).toContain(`<g class="${kind}">`);
});

test("a PDF template is all ASCII, so that it may travel as text", async () => {
  const { text } = await template("canvas-200x200", { pages: 1, format: "pdf" });
  expect(text).toMatch(/^[\n\x20-\x7e]+$/);
  expect(text).toContain("FACE 200 x 200 mm");
});

testWith(
  ["qpdf", "pdfinfo", "pdftotext"],
  "a PDF template opens elsewhere with its boxes and labels",
  async () => {
    const query = { pages: 100, facilityId: "test-chicago", format: "pdf" };
    const path = join(folder, "case.pdf");
    writeFileSync(path, (await template("photobook-hardcover-square-210", query)).text);
    expect(run("qpdf", "--check", path).toString()).toContain("No syntax or stream encoding errors");
    // Turn-in 16, boards of 205 and joints of 10 twice, spine 13: 475 x 248.
    const { text } = await template("photobook-hardcover-square-210", { ...query, format: "svg" });
    expect(text).toContain(`viewBox="0 0 475 248"`);
    const info = run("pdfinfo", "-box", path).toString();
    expect(info).toMatch(/MediaBox:\s+0\.00\s+0\.00\s+1346\.46\s+702\.99/);
    expect(info).toMatch(/TrimBox:\s+0\.00\s+0\.00\s+1346\.46\s+702\.99/);
    const words = run("pdftotext", path, "-").toString();
    for (const label of ["FRONT board 205 x 216 mm", "turn-in 16 mm", "SPINE 13 mm", "joint 10 mm"])
      expect(words).toContain(label);
  },
);

testWith(
  ["pdftoppm"],
  "guides are seen on the screen in colours, and their layer asks not to be printed",
  async () => {
    const path = join(folder, "soft.pdf");
    const { text } = await template("softcover-a4", { pages: 100, format: "pdf" });
    writeFileSync(path, text);
    const pixels = run("pdftoppm", "-r", "50.8", path).subarray(-868 * 606 * 3);
    expect(new Set(pixels).size).toBeGreaterThan(10);
    expect(text).toContain("/PrintState /OFF");
  },
);
