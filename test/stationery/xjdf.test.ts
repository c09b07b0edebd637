import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { products } from "../../lib/catalogue/products.ts";
import { xjdf } from "../../lib/stationery/xjdf.ts";
import { run, testWith } from "../tools.ts";
import { at, catalogued, ticketFor } from "./ticket.ts";

const schema = join(import.meta.dirname, "xjdf-used.xsd");

testWith(["xmllint"], "the ticket of every product is valid XJDF 2.1", () => {
  const folder = mkdtempSync(join(tmpdir(), "printcloud-xjdf-"));
  try {
    const files = products.map((product) => {
      const file = join(folder, `${product.id}.xjdf`);
      writeFileSync(file, xjdf(ticketFor(product), { product, paper: product.paper, at }));
      return file;
    });
    expect(files.length).toBeGreaterThan(30);
    run("xmllint", "--noout", "--schema", schema, ...files);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

testWith(["xmllint"], "the schema finds what is wrong", () => {
  const product = catalogued("magazine-a4");
  const good = xjdf(ticketFor(product), { product, paper: product.paper, at });
  const folder = mkdtempSync(join(tmpdir(), "printcloud-xjdf-"));
  const file = join(folder, "bad.xjdf");
  try {
    writeFileSync(file, good.replace(' JobID="', ' NoJobID="'));
    expect(() => run("xmllint", "--noout", "--schema", schema, file)).toThrow("NoJobID");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("says binding, media, due time and files, with lengths in points and URLs beside it", () => {
  const product = catalogued("softcover-a4");
  const text = xjdf(ticketFor(product), { product, paper: product.paper, at });
  expect(text).toContain('BindingType="SoftCover" BindingSide="Left" ChildRefs="cover body"');
  expect(text).toContain('FinishedDimensions="595.276 841.89 0"');
  expect(text).toContain('Bleed="8.504"');
  expect(text).toContain(`Weight="${product.paper.gsm}"`);
  expect(text).toContain('LastEnd="2026-11-24T12:00:00.000Z"');
  expect(text).toContain('URL="inside.pdf"');
  expect(text).toContain('URL="cover.pdf"');
});

test("names with quotes, brackets, ampersands and control characters stay one attribute", () => {
  const product = catalogued("poster-a3");
  const text = xjdf(ticketFor(product), { product, paper: product.paper, at });
  expect(text).toContain('FamilyName="Ærø &quot;Zoë&quot; &lt;Łukasz&gt; &amp; Co "');
  expect(text).toContain('OrganizationName="Müller &amp; Söhne"');
});
