import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PDFName } from "pdf-lib";
import { expect, onTestFinished, test } from "vitest";
import { Rejected } from "../../lib/order/errors.ts";
import { checkPdf } from "../../lib/preflight/check-pdf.ts";
import { run, testWith } from "../tools.ts";
import { Kit } from "./kit.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "printcloud-preflight-test-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function drawn(touch: (kit: Kit) => unknown): Promise<Buffer> {
  const kit = await Kit.start();
  await touch(kit);
  return kit.bytes();
}

async function codes(
  pdf: Buffer,
  standard: "pdfx4" | "gwg2015-sheetfed" = "gwg2015-sheetfed",
): Promise<string[]> {
  return (await checkPdf(pdf, standard)).findings.map(({ code, page }) => `${code} ${page}`);
}

async function rejection(pdf: Buffer): Promise<string> {
  const error = await checkPdf(pdf, "pdfx4").catch((reason: unknown) => reason);
  return error instanceof Rejected ? error.code : String(error);
}

testWith(["qpdf"], "the clean document is sound for qpdf too", async () => {
  const path = join(folder(), "clean.pdf");
  writeFileSync(path, await drawn(() => {}));
  expect(run("qpdf", "--check", path).toString()).toContain("No syntax or stream encoding errors");
});

testWith(["qpdf"], "encryption with an empty password is found, one with a password is refused", async () => {
  const [plain, locked] = [join(folder(), "plain.pdf"), join(folder(), "locked.pdf")];
  writeFileSync(plain, await drawn(() => {}));
  run("qpdf", "--encrypt", "", "owner", "256", "--", plain, locked);
  expect(await codes(readFileSync(locked), "pdfx4")).toContain("x4_encrypted null");
  run("qpdf", "--encrypt", "secret", "owner", "256", "--", plain, locked);
  expect(await rejection(readFileSync(locked))).toBe("encrypted_pdf");
});

testWith(["qpdf"], "object streams and cross-reference streams are read like tables", async () => {
  const [plain, packed] = [join(folder(), "plain.pdf"), join(folder(), "packed.pdf")];
  writeFileSync(plain, await drawn((kit) => kit.draw("0 0 0 1 K 0.1 w 30 30 m 90 30 l S")));
  run("qpdf", "--object-streams=generate", "--compress-streams=y", plain, packed);
  expect(await codes(readFileSync(packed))).toEqual(["gwg_hairline 1"]);
});

test("what is no PDF is damaged", async () => {
  const whole = await drawn(() => {});
  expect(await rejection(Buffer.from("not a PDF"))).toBe("damaged_file");
  expect(await rejection(whole.subarray(0, 300))).toBe("damaged_file");
  const loop = await drawn((kit) => {
    const pages = kit.doc.catalog.Pages();
    pages.set(PDFName.of("Kids"), kit.obj([kit.doc.catalog.get(PDFName.of("Pages")) ?? ""]));
  }).catch(() => undefined);
  if (loop) expect(await rejection(loop)).toBe("damaged_file");
});

test("a finding says where, in points of the page, and the worst that was measured there", async () => {
  const pdf = await drawn((kit) =>
    kit.draw("2 0 0 2 10 20 cm 0 0 0 1 K 0.1 w 30 30 m 90 30 l S 0.05 w 30 60 m 90 60 l S"),
  );
  const [finding] = (await checkPdf(pdf, "gwg2015-sheetfed")).findings;
  expect(finding).toMatchObject({ measured: 0.1, wanted: 0.25, count: 2, fixed: null, page: 1 });
  expect(finding?.boxes).toEqual([
    [70, 80, 190, 80],
    [70, 140, 190, 140],
  ]);
});

test("what is clipped away, in a hidden layer, in a mask or invisible is not judged", async () => {
  const hair = "0 0 0 1 K 0.1 w 30 30 m 90 30 l S";
  const layered = async (kit: Kit) => {
    const layer = kit.ref({ Type: "OCG", Name: "proof" });
    kit.catalog("OCProperties", { OCGs: [layer], D: { OFF: [layer] } });
    kit.resource("Properties", "L0", layer);
    kit.draw(`/OC /L0 BDC ${hair} EMC`);
  };
  const masked = (kit: Kit) => {
    const group = kit.form(hair, { Group: { S: "Transparency", CS: "DeviceCMYK" } });
    kit.resource("ExtGState", "Masked", { SMask: { S: "Luminosity", G: group } });
    kit.draw("/Masked gs 0.1 0 0 0 k 30 30 9 9 re f");
  };
  expect(await codes(await drawn((kit) => kit.draw(`200 200 9 9 re W n ${hair}`)))).toEqual([]);
  expect(await codes(await drawn(layered))).toEqual([]);
  expect(await codes(await drawn(masked))).toEqual([]);
  expect(await codes(await drawn((kit) => kit.draw("1 0 0 rg BT 3 Tr /F0 4 Tf (a) Tj ET")))).toEqual([]);
  expect(await codes(await drawn((kit) => kit.draw(hair)))).toEqual(["gwg_hairline 1"]);
});

test("colours are followed into masks, tiles, shadings, glyphs, alternates and inline pictures", async () => {
  const rgb = "1 0 0 rg 0 0 9 9 re f";
  const tile = { PatternType: 1, PaintType: 1, BBox: [0, 0, 9, 9], XStep: 9, YStep: 9, Resources: {} };
  const axial = { ShadingType: 2, ColorSpace: "DeviceRGB", Coords: [0, 0, 9, 9] };
  const drawings: ((kit: Kit) => void)[] = [
    (kit) => {
      kit.resource("ExtGState", "Masked", { SMask: { S: "Luminosity", G: kit.form(rgb) } });
      kit.draw("/Masked gs");
    },
    (kit) => {
      kit.resource("Pattern", "P0", kit.stream(rgb, tile));
      kit.draw("/Pattern cs /P0 scn 30 30 9 9 re f");
    },
    (kit) => {
      kit.resource("Pattern", "P0", { PatternType: 2, Shading: axial });
      kit.draw("/Pattern CS /P0 SCN 30 30 9 9 re S");
    },
    (kit) => {
      kit.resource("Shading", "Sh0", axial);
      kit.draw("/Sh0 sh");
    },
    (kit) => {
      const CharProcs = { a: kit.stream(`9 0 d0 ${rgb}`) };
      kit.resource("Font", "T3", {
        Type: "Font",
        Subtype: "Type3",
        FontMatrix: [0.1, 0, 0, 0.1, 0, 0],
        CharProcs,
      });
      kit.draw("/Over gs 0 0 0 1 k BT /T3 12 Tf (a) Tj ET");
    },
    (kit) => {
      kit.resource("ColorSpace", "S0", kit.spot("Gold", [1, 0, 0], "DeviceRGB"));
      kit.draw("/S0 cs 1 scn 30 30 9 9 re f");
    },
    (kit) => kit.draw("q 9 0 0 9 30 30 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI Q"),
  ];
  for (const drawing of drawings)
    expect(await codes(await drawn(drawing), "pdfx4")).toEqual(["x4_device_rgb 1"]);
});

test("content that is junk between its operators is read as readers do", async () => {
  const junk = "] >> ) 1.2.3 --4 /a#20b <4> [ [ (bal(an)ced \\) \\351) ] ] 5 0 R nonsense";
  const pdf = await drawn((kit) => kit.draw(`${junk} 0 0 0 1 K 0.1 w 30 30 m 90 30 l S`));
  expect(await codes(pdf)).toContain("gwg_hairline 1");
  const deep = await drawn((kit) => kit.draw(`${"[".repeat(100_000)} 0.1 w`));
  expect(await codes(deep)).toEqual([]);
});

test("the same bytes get the same report", async () => {
  const pdf = await drawn((kit) => kit.draw("0.8 0.8 0.8 0.7 k 30 30 9 9 re f"));
  expect(await checkPdf(pdf, "gwg2015-sheetfed")).toEqual(await checkPdf(pdf, "gwg2015-sheetfed"));
});

testWith(["pdfimages", "pdffonts"], "resolutions and fonts are those that poppler sees", async () => {
  const essay = join(import.meta.dirname, "../samples/engraving-essay.pdf");
  const rows = run("pdfimages", "-list", essay).toString().trim().split("\n").slice(2);
  const seen = rows.map((row) => row.trim().split(/\s+/)).filter(([, , kind]) => kind === "image");
  const coarse = seen
    .filter(([, , , , , , , bits]) => bits === "8")
    .map((cells) => [Number(cells[0]), Number(cells[12])]);
  const worst = (page: number) =>
    Math.min(...coarse.filter(([on]) => on === page).map(([, dpi]) => dpi ?? 0));
  const { findings } = await checkPdf(essay, "gwg2015-sheetfed");
  const found = findings
    .filter(({ code }) => /^gwg_image/.test(code))
    .map(({ page, measured }) => [page, measured]);
  expect(found.length).toBeGreaterThan(3);
  expect(found).toEqual([6, 7, 8, 10].map((page) => [page, worst(page)]));
  const away = run("pdffonts", essay)
    .toString()
    .split("\n")
    .filter((row) => /\bno\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$/.test(row));
  const { findings: strict } = await checkPdf(essay, "pdfx4");
  const fonts = strict.filter(({ code }) => code === "x4_font_not_embedded").map(({ measured }) => measured);
  expect(away.map((row) => row.split(" ", 1)[0])).toEqual(fonts);
});
