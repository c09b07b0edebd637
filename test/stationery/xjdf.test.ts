import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { products } from "../../lib/catalogue/products.ts";
import type { Ticket } from "../../lib/order/ticket.ts";
import { xjdf } from "../../lib/stationery/xjdf.ts";
import { run, testWith } from "../tools.ts";
import { at, catalogued, ticketFor } from "./ticket.ts";

const schema = join(import.meta.dirname, "xjdf-used.xsd");

testWith(["xmllint"], "the ticket of every product is valid XJDF", () => {
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

const canvas = catalogued("canvas-400x600");
const abroad = {
  customs: {
    originCountry: "NL",
    hsCode: "4911.91",
    weightGrams: 1450,
    value: { amount: "36.00", currency: "EUR" },
  },
};

/** A ticket's text with everything that tickets may have. */
function fullText(): string {
  const ticket = ticketFor(canvas, abroad);
  const sheet = (role: "slip" | "jobticket") => ({ ...ticket.files[0], role, key: `x/${role}-1.pdf` });
  const files = [...ticket.files, sheet("slip"), sheet("jobticket")] as Ticket["files"];
  const product = { ...ticket.product, options: { wrap: "colour", wrapColour: "#d04a2b" } };
  return xjdf({ ...ticket, files, product }, { product: canvas, paper: canvas.paper, at });
}

const wrongs: [what: string, from: string | RegExp, to: string][] = [
  ["an attribute that is not XJDF's", ' JobID="', ' NoJobID="'],
  ["a version that there is not", 'Version="2.1"', 'Version="3.0"'],
  ["elements out of order", /(<Comment.*<\/Comment>)(<ProductList>.*<\/ProductList>)/, "$2$1"],
  ["an unknown medium", 'MediaType="Textile"', 'MediaType="Canvas"'],
  ["an unknown way to hand over", "PrinterToBuyerDeliver", "Post"],
  ["a third length where two are meant", / 0"/, ' 0 0"'],
  ["a product that is not in the list", 'Part Product="canvas', 'Part Product="banvas'],
  ["a product delivered that is not there", 'ItemRef="product"', 'ItemRef="other"'],
  ["a side without colours", / ColorsUsed="[^"]*"/, ""],
  ["an odd number of sides", 'Pages="2"', 'Pages="1"'],
  [
    "a second line that is the whole address",
    /ExtendedAddress="3 hoog"([^>]*)\/>/,
    "$1><AddressLine>3 hoog</AddressLine></Address>",
  ],
  ["a country in full", 'CountryCode="NL"', 'CountryCode="NLD"'],
  ["an intent twice", /(<Intent Name="MediaIntent">.*?<\/Intent>)/, "$1$1"],
];

testWith(["xmllint"], "the schema finds what is wrong", () => {
  const folder = mkdtempSync(join(tmpdir(), "printcloud-xjdf-"));
  const check = (text: string) => {
    const file = join(folder, "full.xjdf");
    writeFileSync(file, text);
    return () => run("xmllint", "--noout", "--schema", schema, file);
  };
  try {
    const good = fullText();
    expect(check(good)).not.toThrow();
    for (const [what, from, to] of wrongs) expect(check(good.replace(from, to)), what).toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("options are said to people and to machines, with what customs are told, the drop and its slip", () => {
  const text = fullText();
  expect(text).toContain('<Comment Type="Instruction">Wrap: colour; Wrap colour: #d04a2b</Comment>');
  expect(text).toContain('<GeneralID IDUsage="wrapColour" IDValue="#d04a2b"/>');
  expect(text).toContain('<GeneralID IDUsage="HSCode" IDValue="4911.91"/>');
  expect(text).toContain('<GeneralID IDUsage="CustomsValue" IDValue="36.00 EUR"/>');
  expect(text).toContain('<Part DropID="shp_01KAJ000000000000000000001"/>');
  expect(text).toContain('<DropItem Amount="2" ItemRef="product" TotalWeight="1450"/>');
  expect(text).toMatch(/<FileSpec URL="slip-1.pdf"[^>]* ResourceUsage="DeliveryContents"\/>/);
  expect(text).toContain('CommentURL="jobticket-1.pdf"');
});

test("every option of the catalogue has a name that XJDF can hold", () => {
  const names = products.flatMap(({ options }) => Object.keys(options));
  expect(names).toContain("wrap");
  for (const name of names) expect(name).toMatch(/^[A-Za-z][\w.-]*$/);
});

test("counts sides: a calendar's leaves and a poster have blank ones, a magazine has none", () => {
  const layoutOf = (id: string) => {
    const product = catalogued(id);
    return xjdf(ticketFor(product), { product, paper: product.paper, at });
  };
  expect(layoutOf("calendar-a4")).toContain('Pages="26" Sides="OneSided"');
  expect(layoutOf("poster-a3")).toContain('Pages="2" Sides="OneSided"');
  expect(layoutOf("magazine-a4")).toContain('Pages="8" Sides="TwoSidedHeadToHead"');
  expect(layoutOf("card-folded-a6")).toContain('FoldCatalog="F4-1"');
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
  expect(text).toContain('<Part Product="softcover-a4-cover" Run="cover"/>');
  expect(text).toContain('ID="cover" IsRoot="false" Amount="1" ExternalID="softcover-a4-cover"');
});

test("names with quotes, brackets, ampersands and control characters stay one attribute", () => {
  const product = catalogued("poster-a3");
  const text = xjdf(ticketFor(product), { product, paper: product.paper, at });
  expect(text).toContain('FamilyName="Ærø &quot;Zoë&quot; &lt;Łukasz&gt; &amp; Co "');
  expect(text).toContain('OrganizationName="Müller &amp; Söhne"');
});
