import fc from "fast-check";
import { expect, test } from "vitest";
import { Rejected } from "../../lib/order/errors.ts";
import { standards } from "../../lib/order/preflight.ts";
import { checkPdf } from "../../lib/preflight/check-pdf.ts";
import { usualLimits } from "../../lib/preflight/content/budget.ts";
import { Kit } from "./kit.ts";

const limits = { ...usualLimits, instructions: 100_000 };

/** A document that has a bit of everything. */
async function rich(): Promise<Buffer> {
  const kit = await Kit.start();
  kit.resource("ColorSpace", "S0", kit.spot("Gold"));
  kit.resource(
    "XObject",
    "Fm",
    kit.form("/S0 cs 1 scn 30 30 9 9 re f", { Group: { S: "Transparency", CS: "DeviceCMYK" } }),
  );
  kit.resource("Pattern", "P0", { PatternType: 2, Shading: { ShadingType: 2, ColorSpace: "DeviceRGB" } });
  kit.draw("/Fm Do /Pattern cs /P0 scn 30 30 9 9 re f BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI");
  return kit.bytes();
}

/** What a check came to: a report, a code, or what went wrong with us. */
async function outcome(pdf: Uint8Array): Promise<string> {
  for (const standard of standards) {
    try {
      await checkPdf(pdf, standard, { limits });
    } catch (error) {
      if (!(error instanceof Rejected)) return String(error);
    }
  }
  return "fine";
}

test("a file with bytes changed anywhere gets a report or is refused, and nothing else happens", async () => {
  const whole = await rich();
  const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
  const changes = fc.array(change, { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(changes, async (edits) => {
      const damaged = Buffer.from(whole);
      for (const { at, to } of edits) damaged[at] = to;
      expect(await outcome(damaged)).toBe("fine");
    }),
    { numRuns: 120 },
  );
}, 60_000);

test("numbers, names and nothing in the place of any value are taken as they come", async () => {
  const text = (await rich()).toString("latin1");
  const values = [...text.matchAll(/\/[A-Z]\w+ (?=[^/])/g)].map(({ index, 0: key }) => index + key.length);
  const odd = fc.constantFrom(
    "null ",
    "-1e99 ",
    "99999999999 ",
    "/Pattern ",
    "[] ",
    "<<>> ",
    "(x) ",
    "1 0 R ",
    "true ",
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...values), odd, async (at, value) => {
      expect(await outcome(Buffer.from(text.slice(0, at) + value + text.slice(at), "latin1"))).toBe("fine");
    }),
    { numRuns: 150 },
  );
}, 60_000);

test("forms that draw each other a thousandfold end when the work is used up", async () => {
  const kit = await Kit.start();
  let inner = kit.form("0 0 9 9 re f");
  for (let level = 0; level < 8; level++) {
    inner = kit.form("/In Do ".repeat(100), { Resources: { XObject: { In: inner } } });
  }
  kit.resource("XObject", "Fm", inner);
  kit.draw("/Fm Do");
  const { findings } = await checkPdf(await kit.bytes(), "gwg2015-sheetfed", { limits });
  expect(findings.map(({ code }) => code)).toContain("check_incomplete");
});

test("content that grows beyond its allowance, and a form that draws itself, do no harm", async () => {
  const kit = await Kit.start();
  const bytes = Buffer.alloc(5_000_000, "0 0 m ");
  kit.set({ Contents: kit.doc.context.register(kit.doc.context.flateStream(bytes)) });
  const small = { limits: { ...limits, contentBytes: 1_000_000 } };
  const { findings } = await checkPdf(await kit.bytes(), "pdfx4", small);
  expect(findings.map(({ code }) => code)).toEqual(["content_unreadable"]);

  const round = await Kit.start();
  const form = round.form("/Fm Do 0.1 0 0 0 k 30 30 9 9 re f");
  round.resource("XObject", "Fm", form);
  round.draw("/Fm Do");
  expect((await checkPdf(await round.bytes(), "pdfx4")).findings).toEqual([]);
});

test("a report holds a hundred findings of each rule and counts what it left off", async () => {
  const kit = await Kit.start();
  const annots = Array.from({ length: 3 }, () =>
    kit.ref({ Type: "Annot", Subtype: "Text", Rect: [9, 9, 20, 20] }),
  );
  kit.set({ Annots: annots });
  for (let page = 0; page < 1200; page++) kit.doc.addPage([100, 100]);
  const report = await checkPdf(await kit.bytes(), "pdfx4");
  const trims = report.findings.filter(({ code }) => code === "x4_trim_or_art");
  expect([trims.length, report.leftOff]).toEqual([100, 1100]);
  expect(report.findings.find(({ code }) => code === "x4_annotation")?.count).toBe(3);
});
