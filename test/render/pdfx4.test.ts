import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { renderItem } from "../../lib/render/engine.ts";
import { run, testWith } from "../tools.ts";
import { jobOf, quarters, source } from "./bench.ts";
import { pdfOf, pdfSourceOf } from "./pdf-pages.ts";
import { type Objects, objectsOf } from "./qpdf-objects.ts";

/** A document of ours for a press, and the objects another program finds in it. */
interface Document {
  readonly name: string;
  readonly path: string;
  readonly objects: Objects;
  readonly trimMm: { readonly width: number; readonly height: number };
  readonly bleedMm: number;
}

const kept = mkdtempSync(join(tmpdir(), "printcloud-pdfx4-test-"));
afterAll(() => rmSync(kept, { recursive: true, force: true }));

let made: Promise<Document[]> | undefined;

/** One of each kind: pictures as inks, a cover from parts, supplied pages, RGB for uncoated paper. Made once. */
function documents(): Promise<Document[]> {
  made ??= madeForPresses();
  return made;
}

async function madeForPresses(): Promise<Document[]> {
  const jpeg = await source("/images/0", await quarters(300, 400).jpeg().toBuffer());
  const pictures = [jpeg, { ...jpeg, pointer: "/images/1" }, { ...jpeg, pointer: "/cover/image" }];
  const supplied = [await pdfSourceOf(await pdfOf({ size: [154, 216] }, { size: [148, 210] }))];
  const cover = { kind: "parts", title: "Zomer & Ærø", spineText: "Zomer", background: "#f0e8d0" } as const;
  const product = { dpi: { info: 3, warning: 2, error: 1 }, pages: { min: 1, max: 8, step: 1 } };
  const found: Document[] = [];
  for (const [name, sources, coated] of [
    ["pictures", pictures, true],
    ["supplied", supplied, true],
    ["uncoated", pictures, false],
  ] as const) {
    const job = jobOf({ productId: "photobook-hardcover-a5", sources, cover, product });
    const { components } = await renderItem({ ...job, paper: { ...job.paper, coated } });
    for (const { role, path, trimMm, bleedMm } of components) {
      const copy = join(kept, `${name}-${role}.pdf`);
      copyFileSync(path, copy);
      found.push({ name: `${name} ${role}`, path: copy, objects: objectsOf(copy), trimMm, bleedMm });
    }
  }
  return found;
}

/** A rule of PDF/X-4 that holds for every document of ours. */
function law(says: string, tools: Parameters<typeof testWith>[0], check: (document: Document) => void): void {
  testWith(["qpdf", ...tools], `PDF/X-4: ${says}`, async () => {
    const all = await documents();
    expect(all.length).toBe(6);
    for (const document of all) check(document);
  });
}

law("header of 1.6 at most, an ID, no encryption, nothing behind the end", [], ({ name, path, objects }) => {
  const bytes = readFileSync(path, "latin1");
  expect(bytes.slice(0, 8), name).toMatch(/^%PDF-1\.[3-6]/);
  expect(bytes.match(/%%EOF/g)?.length, name).toBe(1);
  expect(bytes, name).toMatch(/%%EOF\n$/);
  expect(objects.trailer["/ID"], name).toHaveLength(2);
  expect(objects.trailer, name).not.toHaveProperty("/Encrypt");
  expect(run("qpdf", "--check", path).toString(), name).toContain("No syntax or stream encoding errors");
});

law("boxes lie in each other, to a hundredth of a millimetre, and nothing is rotated", [], (document) => {
  const pages = document.objects.all.filter((object) => object["/Type"] === "/Page");
  expect(pages.length, document.name).toBeGreaterThan(0);
  const { trimMm, bleedMm } = document;
  for (const page of pages) {
    expect(page["/Annots"] ?? [], document.name).toEqual([]);
    const box = (key: string) => (page[key] as number[]).map((pt) => (pt * 25.4) / 72);
    const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 2));
    const whole = [0, 0, trimMm.width + 2 * bleedMm, trimMm.height + 2 * bleedMm];
    expect(box("/MediaBox"), document.name).toEqual(near(whole));
    expect(box("/BleedBox"), document.name).toEqual(near(whole));
    const trim = [bleedMm, bleedMm, bleedMm + trimMm.width, bleedMm + trimMm.height];
    expect(box("/TrimBox"), document.name).toEqual(near(trim));
    for (const key of ["/ArtBox", "/Rotate", "/UserUnit", "/AA"]) expect(page).not.toHaveProperty(key);
  }
});

law("one output intent with the press's own profile embedded", [], ({ name, path, objects }) => {
  const intents = objects.list(objects.catalog["/OutputIntents"]);
  expect(
    intents.map((intent) => intent["/S"]),
    name,
  ).toEqual(["/GTS_PDFX"]);
  expect(intents[0], name).toMatchObject({
    "/OutputConditionIdentifier": "u:FOGRA39",
    "/RegistryName": "u:http://www.color.org",
    "/Info": expect.stringMatching(/^u:.+/),
  });
  const reference = String(intents[0]?.["/DestOutputProfile"]).split(" ")[0] ?? "";
  const profile = run("qpdf", `--show-object=${reference}`, "--filtered-stream-data", path);
  expect([profile.readUInt32BE(0), profile.toString("latin1", 12, 20)], name).toEqual([
    profile.length,
    "prtrCMYK",
  ]);
  expect(objects.get(intents[0]?.["/DestOutputProfile"])["/N"], name).toBe(4);
});

law("metadata is readable as it lies there and says what Info says", ["pdfinfo"], (document) => {
  const { name, path, objects } = document;
  const stream = objects.get(objects.catalog["/Metadata"]);
  expect([stream["/Filter"], stream["/Type"], stream["/Subtype"]], name).toEqual([
    undefined,
    "/Metadata",
    "/XML",
  ]);
  const xmp = run("pdfinfo", "-meta", path).toString();
  const tag = (key: string) => new RegExp(`<${key}>(?:<[^>]+>)*([^<]+)`).exec(xmp)?.[1];
  const info = objects.get(objects.trailer["/Info"]);
  expect(tag("pdfxid:GTS_PDFXVersion"), name).toBe("PDF/X-4");
  expect(tag("dc:title"), name).toBe("Zomer &#38; Ærø");
  expect(info["/Title"], name).toBe("u:Zomer & Ærø");
  for (const key of ["xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"])
    expect(tag(key), `${name} ${key}`).toBe("2026-11-21T11:34:00Z");
  expect([info["/CreationDate"], info["/ModDate"]], name).toEqual(Array(2).fill("u:D:20261121113400Z"));
  expect([tag("pdf:Trapped"), info["/Trapped"]], name).toEqual(["False", "/False"]);
  expect([`u:${tag("pdf:Producer")}`, `u:${tag("xmp:CreatorTool")}`], name).toEqual([
    info["/Producer"],
    info["/Creator"],
  ]);
  expect(tag("xmpMM:DocumentID"), name).toMatch(/^uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect([tag("xmpMM:VersionID"), tag("xmpMM:RenditionClass")], name).toEqual(["1", "default"]);
});

law("every font is embedded", ["pdffonts"], ({ name, path }) => {
  const fonts = run("pdffonts", path).toString().trimEnd().split("\n").slice(2);
  if (name.includes("cover")) expect(fonts.length, name).toBeGreaterThan(0);
  for (const font of fonts) expect(font, name).toMatch(/\s+yes\s+(yes|no)\s+(yes|no)\s+\d+\s+0$/);
});

const forbidden =
  /^\/(JavaScript|JS|OpenAction|AA|AcroForm|EmbeddedFiles|PS|Ref|OPI|TR|TR2|HTP|LZWDecode|Alternates|Sound|Movie)$/;

law("nothing that acts, plays, refers elsewhere or changes transfer", [], ({ name, objects }) => {
  const words = objects.all.flatMap((object) => wordsOf(object));
  expect(words.length, name).toBeGreaterThan(50);
  expect(
    words.filter((word) => forbidden.test(word)),
    name,
  ).toEqual([]);
});

law("red, green and blue only with a profile that says what they mean", [], ({ name, path, objects }) => {
  const images = objects.all.filter((object) => object["/Subtype"] === "/Image");
  for (const image of images) expect(image["/ColorSpace"], name).not.toBe("/DeviceRGB");
  const drawing = run("qpdf", "--qdf", "--object-streams=disable", path, "-").toString("latin1");
  const plain = /^[\d.]+ [\d.]+ [\d.]+ (rg|RG)\b/m.test(drawing);
  const tagged = objects.all.some((object) => wordsOf(object).includes("/DefaultRGB"));
  expect([plain, tagged], name).not.toEqual([true, false]);
});

law("other renderers draw it without a complaint", ["gs", "pdftoppm"], ({ name, path }) => {
  const gs = run(
    "gs",
    "-q",
    "-dSAFER",
    "-dPDFSTOPONERROR",
    "-sDEVICE=nullpage",
    "-dBATCH",
    "-dNOPAUSE",
    path,
  );
  expect(gs.toString(), name).toBe("");
});

function wordsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...wordsOf(part)]);
}
