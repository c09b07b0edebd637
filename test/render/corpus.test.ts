import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PDFDocument, StandardFonts } from "pdf-lib";
import { expect } from "vitest";
import { testWith } from "../tools.ts";
import { freshFolder } from "./bench.ts";
import { pdfOf } from "./pdf-pages.ts";

const runner = fileURLToPath(import.meta.resolve("./corpus.ts"));

testWith(
  ["qpdf"],
  "the corpus runner tells whole, repaired and refused files apart, and leaves nothing",
  async () => {
    const folder = freshFolder();
    const lettered = await PDFDocument.create();
    const font = await lettered.embedFont(StandardFonts.Helvetica);
    lettered.addPage([200, 200]).drawText("Letters", { font, x: 20, y: 20 });
    writeFileSync(join(folder, "a.pdf"), await (await pdfOf({ size: [60, 60] })).save());
    writeFileSync(join(folder, "b.pdf"), await lettered.save());
    writeFileSync(join(folder, "c.pdf"), "%PDF-1.4 nonsense");
    const told = execFileSync(process.execPath, [runner, folder], { stdio: "pipe" }).toString();
    for (const line of [
      /^3 files$/m,
      /^ +ok +1$/m,
      /^ +repaired +1$/m,
      /^ +damaged_file +1$/m,
      /^nothing left behind$/m,
    ])
      expect(told).toMatch(line);
  },
);
