import { expect, test } from "vitest";
import { type Standard, standards } from "../../lib/order/preflight.ts";
import { checkPdf } from "../../lib/preflight/check-pdf.ts";
import { passes } from "../../lib/preflight/report.ts";
import { rulesOf } from "../../lib/preflight/rules.ts";
import { gwg2015Pairs, readablePairs } from "./corpus-gwg2015.ts";
import { pdfx4ContentPairs } from "./corpus-pdfx4-content.ts";
import { pdfx4FilePairs } from "./corpus-pdfx4-file.ts";
import { Kit } from "./kit.ts";
import type { Pair } from "./pair.ts";

const pairsOf: Readonly<Record<Standard, readonly Pair[]>> = {
  pdfx4: [...pdfx4FilePairs, ...pdfx4ContentPairs, ...readablePairs],
  "gwg2015-sheetfed": [...gwg2015Pairs, ...readablePairs],
};

async function codesOf(standard: Standard, { wishes }: Pair, touch: Pair["plant"]): Promise<string[]> {
  const kit = await Kit.start();
  await touch(kit);
  const { findings } = await checkPdf(await kit.bytes(), standard, wishes);
  return [...new Set(findings.map(({ code }) => code))];
}

test.each(standards)("a clean document keeps all of %s", async (standard) => {
  const report = await checkPdf(await (await Kit.start()).bytes(), standard);
  expect(report.findings).toEqual([]);
  expect([report.pages.length, report.leftOff, passes(report)]).toEqual([2, 0, true]);
});

test.each(standards)(
  "every rule of %s has a violation in the corpus, and its code is its own",
  (standard) => {
    const codes = rulesOf[standard].map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect([...new Set(pairsOf[standard].map(({ code }) => code))].sort()).toEqual([...codes].sort());
  },
);

const cases = standards.flatMap((standard) =>
  pairsOf[standard].map((pair, at) => ({ standard, pair, at, code: pair.code })),
);

test.each(cases)(
  "$standard finds $code where it is planted (case $at), and nothing in its twin",
  async ({ standard, pair }) => {
    expect(await codesOf(standard, pair, pair.plant)).toEqual([pair.code]);
    expect(await codesOf(standard, pair, pair.twin)).toEqual([]);
  },
);
