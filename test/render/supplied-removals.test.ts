import { readFileSync } from "node:fs";
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  type PDFObject,
  type PDFPage,
  PDFRawStream,
  PDFStream,
  PDFString,
} from "pdf-lib";
import sharp from "sharp";
import { expect } from "vitest";
import { run, testWith } from "../tools.ts";
import { drawn, rendered, source } from "./bench.ts";
import { type MadePage, pdfOf, pdfSourceOf } from "./pdf-pages.ts";

const postcard = { productId: "postcard-a6", product: { pages: { min: 1, max: 2, step: 1 } } };
const bled: MadePage = { size: [111, 154] };

/** Plants something in a page that fills its bleed, prints it, and answers what is left. */
async function printed(plant: (page: PDFPage) => void, made: MadePage = bled) {
  const pdf = await pdfOf(made);
  plant(pdf.getPage(0));
  const outcome = await rendered({ ...postcard, sources: [await pdfSourceOf(pdf)] });
  const path = outcome.components[0]?.path ?? "";
  const raw = run("qpdf", "--qdf", "--object-streams=disable", path, "-").toString("latin1");
  expect(run("qpdf", "--check", path).toString()).toContain("No syntax or stream encoding errors");
  return { path, raw, findings: outcome.findings, codes: outcome.findings.map(({ code }) => code) };
}

/** Largest difference of any channel between our page and the supplied one, both as poppler draws them. */
async function difference(plant: (page: PDFPage) => void, seen: MadePage = bled): Promise<number> {
  const { path } = await printed(plant, seen);
  const clean = await printed(() => undefined, seen);
  const [one, other] = [await drawn(path, 1, 40), await drawn(clean.path, 1, 40)];
  let most = 0;
  for (let y = 0; y < one.height; y += 3)
    for (let x = 0; x < one.width; x += 3) {
      const there = other.pixel(x, y);
      most = Math.max(most, ...one.pixel(x, y).map((value, at) => Math.abs(value - (there[at] ?? 0))));
    }
  return most;
}

function dictOf(object: PDFObject | undefined): PDFDict {
  if (object instanceof PDFDict) return object;
  throw new Error("it is no dictionary");
}

function resources(page: PDFPage, kind: string): PDFDict {
  const { Resources } = page.node.normalizedEntries();
  const key = PDFName.of(kind);
  if (!Resources.has(key)) Resources.set(key, page.doc.context.obj({}));
  return dictOf(Resources.lookup(key));
}

function draw(page: PDFPage, operators: string): void {
  page.node.addContentStream(page.doc.context.register(page.doc.context.stream(operators)));
}

const form = (page: PDFPage, operators: string, entries = {}) =>
  page.doc.context.register(
    page.doc.context.stream(operators, {
      Type: "XObject",
      Subtype: "Form",
      BBox: [0, 0, 100, 100],
      Resources: {},
      ...entries,
    }),
  );

testWith(
  ["qpdf", "pdftoppm"],
  "scripts, actions, files and XFA of a document go, and are named",
  async () => {
    const plant = (page: PDFPage) => {
      const { doc } = page;
      doc.addJavaScript("hello", "app.alert('hello')");
      doc.attach(Buffer.from("secret"), "secret.txt");
      const open = doc.context.obj({ S: "JavaScript", JS: PDFString.of("app.beep()") });
      doc.catalog.set(PDFName.of("OpenAction"), open);
      doc.catalog.set(PDFName.of("AA"), doc.context.obj({ WC: open }));
      doc.catalog.set(PDFName.of("AcroForm"), doc.context.obj({ Fields: [], XFA: PDFString.of("<xdp/>") }));
      page.node.set(PDFName.of("AA"), doc.context.obj({ O: open }));
      page.node.set(PDFName.of("PieceInfo"), doc.context.obj({ Illustrator: { Private: 1 } }));
      page.node.set(PDFName.of("Thumb"), doc.context.register(doc.context.stream("x")));
    };
    const { raw, codes } = await printed(plant);
    expect(raw).not.toMatch(/JavaScript|\/JS|OpenAction|\/AA|EmbeddedFile|XFA|AcroForm|PieceInfo|Thumb/);
    expect(codes).toEqual(
      expect.arrayContaining([
        "javascript_removed",
        "actions_removed",
        "embedded_files_removed",
        "xfa_removed",
        "private_data_removed",
      ]),
    );
    expect(await difference(plant)).toBe(0);
  },
);

testWith(
  ["qpdf", "pdftoppm"],
  "annotations that print are drawn into the page, all others go; so with fields",
  async () => {
    const note = (page: PDFPage, entries: Record<string, unknown>, colour: string) =>
      page.doc.context.register(
        page.doc.context.obj({
          Type: "Annot",
          Subtype: "Stamp",
          F: 4,
          AP: { N: form(page, `${colour} rg 0 0 100 100 re f`) },
          ...entries,
        } as Parameters<typeof page.doc.context.obj>[0] & object),
      );
    const { path, raw, codes, findings } = await printed((page) => {
      const { context } = page.doc;
      const blue = "0 0 0.8157";
      const annotations = [
        note(page, { Rect: [40, 340, 80, 380] }, "0 0 0"),
        note(page, { Rect: [40, 240, 80, 280], F: 6 }, blue),
        note(page, { Rect: [40, 290, 80, 330], F: 0 }, blue),
        note(page, { Rect: [200, 340, 240, 380], Subtype: "Widget", FT: "Tx" }, "1 1 1"),
        note(
          page,
          { Rect: [0, 0, 9, 9], Subtype: "Link", A: { S: "URI", URI: PDFString.of("https://x.example") } },
          "0",
        ),
        context.register(
          context.obj({
            Type: "Annot",
            Subtype: "Widget",
            FT: "Tx",
            F: 4,
            V: PDFString.of("Jane"),
            Rect: [9, 9, 90, 30],
          }),
        ),
      ];
      page.node.set(PDFName.of("Annots"), context.obj(annotations));
    });
    const look = await drawn(path);
    expect(look.at(60 / 314.6, 1 - 360 / 436.5)).toBe("black");
    expect(look.at(60 / 314.6, 1 - 260 / 436.5)).toBe("red");
    expect(look.at(60 / 314.6, 1 - 310 / 436.5)).toBe("red");
    expect(look.at(220 / 314.6, 1 - 360 / 436.5)).toBe("white");
    expect(raw).not.toMatch(/\/Annot|\/Widget|x\.example/);
    expect(codes).toEqual(
      expect.arrayContaining([
        "annotations_flattened",
        "form_flattened",
        "annotations_removed",
        "actions_removed",
        "form_field_dropped",
      ]),
    );
    expect(findings.find(({ code }) => code === "form_field_dropped")?.severity).toBe("warning");
  },
);

testWith(
  ["qpdf", "pdftoppm"],
  "PostScript, references, OPI, alternates and private data of drawings go",
  async () => {
    const plant = (page: PDFPage) => {
      const { context } = page.doc;
      const drawings = resources(page, "XObject");
      const script = context.stream("showpage", { Type: "XObject", Subtype: "PS" });
      drawings.set(PDFName.of("Ps"), context.register(script));
      const file = context.obj({ F: { Type: "Filespec", F: PDFString.of("other.pdf") }, Page: 0 });
      const opi = context.obj({ "2.0": { Type: "OPI", F: PDFString.of("high.tif") } });
      const entries = { Ref: file, OPI: opi, PieceInfo: { X: {} }, LastModified: PDFString.of("D:2026") };
      drawings.set(PDFName.of("Fx"), form(page, "", entries));
      const image = context.stream(Buffer.from([1, 2, 3]), {
        Type: "XObject",
        Subtype: "Image",
        Width: 1,
        Height: 1,
        BitsPerComponent: 8,
        ColorSpace: "DeviceRGB",
        Alternates: [{ Image: form(page, "") }],
      });
      drawings.set(PDFName.of("Alt"), context.register(image));
      draw(page, "q /Ps Do /Fx Do 0 0 0 0 0 0 cm /Alt Do Q");
    };
    const { raw, codes } = await printed(plant);
    expect(raw).not.toMatch(/showpage|\/PS\b|\/Ref\b|\/OPI|Alternates|PieceInfo|high\.tif|other\.pdf/);
    expect(codes).toEqual(
      expect.arrayContaining([
        "postscript_removed",
        "reference_removed",
        "opi_removed",
        "alternates_removed",
        "private_data_removed",
      ]),
    );
    expect(await difference(plant)).toBeLessThan(3);
  },
);

testWith(
  ["qpdf"],
  "transfer functions go unless they do nothing, wherever a graphics state is named",
  async () => {
    const { raw, codes } = await printed((page) => {
      const { context } = page.doc;
      const curve = { FunctionType: 2, Domain: [0, 1], C0: [1], C1: [0], N: 1 };
      const state = context.obj({ Type: "ExtGState", TR: curve, TR2: "Default", HTP: [0, 0] });
      resources(page, "ExtGState").set(PDFName.of("Gs"), context.register(state));
      draw(page, "/Gs gs");
    });
    expect(raw).not.toMatch(/\/TR2?\b|\/HTP/);
    expect(codes).toContain("transfer_function_removed");
  },
);

testWith(["qpdf", "pdftoppm"], "what LZW packs is packed anew and looks the same", async () => {
  // 80 0B 60 50 22 0C 0C 85 01 is the example of ISO 32000: 45 45 45 45 45 65 45 45 45 66.
  const bytes = Buffer.from("800b6050220c0c8501", "hex");
  const plant = (page: PDFPage) => {
    const { context } = page.doc;
    const entries = context.obj({
      Type: "XObject",
      Subtype: "Image",
      Width: 10,
      Height: 1,
      BitsPerComponent: 8,
      ColorSpace: "DeviceGray",
      Filter: ["LZWDecode"],
    });
    const image = context.register(PDFRawStream.of(entries, bytes));
    resources(page, "XObject").set(PDFName.of("Lzw"), image);
    draw(page, "q 100 0 0 100 50 50 cm /Lzw Do Q");
  };
  const { path, raw } = await printed(plant);
  expect(raw).not.toContain("LZW");
  const look = await drawn(path);
  const grey = (share: number) => look.pixel(Math.round(50 + share * 100), look.height - 100)[0];
  expect(Math.abs(grey(0.55) - grey(0.05))).toBeGreaterThan(15);
});

testWith(["qpdf", "pdftoppm"], "plain RGB is tagged wherever it hides, and looks the same", async () => {
  const { raw, codes } = await printed((page) => {
    const { context } = page.doc;
    const spaces = resources(page, "ColorSpace");
    spaces.set(PDFName.of("Ix"), context.obj(["Indexed", "DeviceRGB", 0, PDFString.of("abc")]));
    const ends = { FunctionType: 2, Domain: [0, 1], C0: [1, 0, 0], C1: [0, 0, 1], N: 1 };
    spaces.set(PDFName.of("Sp"), context.obj(["Separation", "Spot", "DeviceRGB", ends]));
    const shading = { ShadingType: 2, ColorSpace: "DeviceRGB", Coords: [0, 0, 9, 9], Function: ends };
    resources(page, "Shading").set(PDFName.of("Sh"), context.obj(shading));
    const group = { S: "Transparency", CS: "DeviceRGB" };
    const mask = { Type: "Mask", S: "Luminosity", G: form(page, "1 g 0 0 9 9 re f", { Group: group }) };
    resources(page, "ExtGState").set(PDFName.of("Gm"), context.obj({ SMask: mask }));
    page.node.set(PDFName.of("Group"), context.obj(group));
  });
  expect(codes).toContain("rgb_tagged");
  // Default spaces name the profile; plain RGB itself stands nowhere any more.
  expect(raw).not.toMatch(/\/DeviceRGB/);
  expect(raw).toContain("/DefaultRGB");
  expect(await difference(() => undefined)).toBe(0);
});

testWith(
  ["qpdf", "pdffonts"],
  "a font everybody has may be missing: that page is drawn as a picture",
  async () => {
    const lettered = (font: string) => (page: PDFPage) => {
      const entries = page.doc.context.obj({ Type: "Font", Subtype: "Type1", BaseFont: font });
      resources(page, "Font").set(PDFName.of("F0"), entries);
      draw(page, "BT 0 g /F0 40 Tf 60 200 Td (Letters) Tj ET");
    };
    const { path, findings } = await printed(lettered("Helvetica"));
    const because = ["font not embedded: Helvetica"];
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "page_rasterised", measured: { pages: [1], because } }),
    );
    expect(run("pdffonts", path).toString()).not.toContain("Helvetica");
    const [, , line = ""] = run("pdfimages", "-list", path).toString().split("\n");
    expect(line).toMatch(/ 30[01] +30[01] /);
    const look = await drawn(path);
    const dark = Array.from({ length: 120 }, (_, x) => look.pixel(60 + x, look.height - 213)[0]);
    expect(Math.min(...dark)).toBeLessThan(60);
    await expect(printed(lettered("GillSans-Bold"))).rejects.toMatchObject({
      code: "fonts_not_embedded",
      blame: { given: { page: 1, fonts: ["GillSans-Bold"] } },
    });
  },
);

testWith(
  ["qpdf"],
  "a font that no letter is set in does not matter, nor one of letters to be searched",
  async () => {
    const { codes, raw } = await printed((page) => {
      const font = (name: string) => page.doc.context.obj({ Type: "Font", Subtype: "Type1", BaseFont: name });
      resources(page, "Font").set(PDFName.of("F0"), font("GillSans"));
      resources(page, "Font").set(PDFName.of("F1"), font("Courier"));
      draw(page, "BT /F0 9 Tf ET BT /F1 9 Tf 3 Tr 20 20 Td (searched) Tj ET");
    });
    expect(codes).not.toContain("page_rasterised");
    expect(raw).not.toContain("GillSans");
  },
);

testWith(["pdfimages"], "pictures are judged by the resolution they are printed with", async () => {
  const photo = await sharp({ create: { width: 400, height: 400, channels: 3, background: "#888888" } })
    .jpeg()
    .toBuffer();
  const placed = (size: number) => async () => {
    const pdf = await pdfOf(bled);
    const image = await pdf.embedJpg(photo);
    pdf.getPage(0).drawImage(image, { x: 20, y: 20, width: size, height: size });
    return rendered({ ...postcard, sources: [await pdfSourceOf(pdf)] });
  };
  const { findings, components } = await placed(144)();
  expect(findings).toContainEqual(
    expect.objectContaining({
      code: "low_resolution",
      page: 1,
      measured: expect.objectContaining({ dpi: 200 }),
    }),
  );
  expect(run("pdfimages", "-list", components[0]?.path ?? "").toString()).toMatch(/ 200 +200 /);
  // On a quarter of the page and more it is what the page is about.
  await expect(placed(260)()).rejects.toMatchObject({
    code: "resolution_too_low",
    blame: { given: { page: 1, dpi: 111 } },
  });
});

testWith(
  ["pdftoppm"],
  "a page with printed crop marks and no TrimBox is cut where they show it",
  async () => {
    const mm = 72 / 25.4;
    const marks = (page: PDFPage) => {
      const [left, right, bottom, top] = [20, 125, 25, 173].map((at) => at * mm) as [
        number,
        number,
        number,
        number,
      ];
      const lines = [left, right].flatMap((x) => [
        `${x} ${bottom - 14} m ${x} ${bottom - 30} l S`,
        `${x} ${top + 14} m ${x} ${top + 30} l S`,
      ]);
      const level = [bottom, top].flatMap((y) => [
        `${left - 14} ${y} m ${left - 30} ${y} l S`,
        `${right + 14} ${y} m ${right + 30} ${y} l S`,
      ]);
      draw(page, ["0 G 0.25 w", ...lines, ...level].join("\n"));
    };
    const { path, codes } = await printed(marks, { size: [145, 198] });
    expect(codes).toContain("trim_from_marks");
    expect(codes).not.toContain("page_scaled");
    const look = await drawn(path);
    expect([look.width, look.height]).toEqual([315, 437]);
    expect(["red", "green"]).toContain(look.at(0.01, 0.01));
  },
);

testWith(
  ["qpdf", "pdftoppm"],
  "a file that cannot be copied from is drawn page by page, and said to be",
  async () => {
    const pdf = await pdfOf(bled);
    // A page tree that contains itself: the library that copies pages walks it until its stack is full.
    const ref = pdf.catalog.get(PDFName.of("Pages"));
    const kids = dictOf(pdf.catalog.lookup(PDFName.of("Pages"))).lookup(PDFName.of("Kids"));
    if (kids instanceof PDFArray && ref) kids.push(ref);
    const bytes = await pdf.save({ useObjectStreams: false, addDefaultPage: false });
    const job = { ...postcard, sources: [await source("/inside", bytes, "application/pdf")] };
    const result = await rendered(job).catch((error: unknown) => error);
    expect(result).toMatchObject({ findings: [{ code: "rebuilt_as_pictures", severity: "warning" }] });
  },
);

testWith(["qpdf"], "two pages side by side are refused with the reason", async () => {
  await expect(printed(() => undefined, { size: [216, 154] })).rejects.toMatchObject({
    code: "page_size_mismatch",
    message: expect.stringContaining("side by side"),
  });
});

testWith(["pdfinfo", "pdftoppm"], "what stands beside the bleed is kept out", async () => {
  const made: MadePage = { size: [145, 198], trim: [20, 25, 105, 148] };
  const { path } = await printed((page) => draw(page, "0 g 0 0 40 2000 re f"), made);
  const pdf = await PDFDocument.load(readFileSync(path));
  const { XObject } = pdf.getPage(0).node.normalizedEntries();
  const drawing = XObject.lookup(PDFName.of("Fm0"), PDFStream).dict;
  const box = String(drawing.lookup(PDFName.of("BBox")));
  const [left = 0] = box.replace(/[[\]]/g, " ").trim().split(/\s+/).map(Number);
  expect(left).toBeCloseTo((17 * 72) / 25.4, 2);
});

testWith(
  ["qpdf"],
  "a missing font is found in the letters of a drawn font, a pattern and a soft mask",
  async () => {
    const text = "BT /F0 40 Tf 60 200 Td (x) Tj ET";
    const fonts = { F0: { Type: "Font", Subtype: "Type1", BaseFont: "Optima" } };
    const drawing = { Resources: { Font: fonts } };
    const plants: ((page: PDFPage) => void)[] = [
      (page) => {
        const font = { Type: "Font", Subtype: "Type3", CharProcs: { a: form(page, text, drawing) } };
        resources(page, "Font").set(PDFName.of("T3"), page.doc.context.obj(font));
        draw(page, "BT /T3 9 Tf (a) Tj ET");
      },
      (page) => {
        const pattern = form(page, text, { ...drawing, Type: "Pattern", PatternType: 1, PaintType: 1 });
        resources(page, "Pattern").set(PDFName.of("P0"), pattern);
        draw(page, "/Pattern cs /P0 scn 0 0 9 9 re f");
      },
      (page) => {
        const mask = { SMask: { Type: "Mask", S: "Alpha", G: form(page, text, drawing) } };
        resources(page, "ExtGState").set(PDFName.of("G0"), page.doc.context.obj(mask));
        draw(page, "/G0 gs");
      },
    ];
    for (const plant of plants)
      await expect(printed(plant)).rejects.toMatchObject({ blame: { given: { fonts: ["Optima"] } } });
  },
);

testWith(["qpdf"], "plain inks are the press's own on a press, and tagged where there is none", async () => {
  const inked = (page: PDFPage) => draw(page, "1 0 0 0 k 0 0 99 99 re f");
  const onPress = await printed(inked);
  expect(onPress.codes).not.toContain("cmyk_tagged");
  expect(onPress.raw).not.toContain("/DefaultCMYK");
  const pdf = await pdfOf({ size: [303, 426] });
  inked(pdf.getPage(0));
  const outcome = await rendered({ productId: "poster-a3", sources: [await pdfSourceOf(pdf)] });
  expect(outcome.findings.map(({ code }) => code)).toContain("cmyk_tagged");
  const [made] = outcome.components;
  const raw = run("qpdf", "--qdf", "--object-streams=disable", made?.path ?? "", "-").toString("latin1");
  expect(raw).toContain("/DefaultCMYK");
});

testWith(["qpdf"], "a missing font in letters that only it knows is refused, whatever its name", async () => {
  const cyrillic = (page: PDFPage) => {
    const Encoding = { Differences: [65, "afii10017"] };
    const font = { Type: "Font", Subtype: "TrueType", BaseFont: "Arial", Encoding };
    resources(page, "Font").set(PDFName.of("F0"), page.doc.context.obj(font));
    draw(page, "BT /F0 40 Tf 60 200 Td (A) Tj ET");
  };
  await expect(printed(cyrillic)).rejects.toMatchObject({ code: "fonts_not_embedded" });
});
