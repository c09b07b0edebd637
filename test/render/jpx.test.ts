import { PDFName, type PDFPage } from "pdf-lib";
import { expect } from "vitest";
import { testWith } from "../tools.ts";
import { rendered } from "./bench.ts";
import { pdfOf, pdfSourceOf } from "./pdf-pages.ts";
import { objectsOf } from "./qpdf-objects.ts";

/** The boxes of a JPEG 2000 file that say what its colours are: 16 is sRGB, 17 grey, 12 four inks. */
function headerOf(number: number): Buffer {
  const colours = Buffer.from([0, 0, 0, 15, ...Buffer.from("colr"), 1, 0, 0, 0, 0, 0, number]);
  return Buffer.concat([Buffer.from("\0\0\0\x0cjP  \r\n\x87\n", "latin1"), colours, Buffer.alloc(60)]);
}

/** Puts a picture that names no colours into the page's corner. */
function withPicture(number: number) {
  return ({ doc: { context }, node }: PDFPage) => {
    const entries = { Type: "XObject", Subtype: "Image", Width: 1, Height: 1, Filter: "JPXDecode" };
    node.setXObject(PDFName.of("Jpx"), context.register(context.stream(headerOf(number), entries)));
    const drawing = context.register(context.stream("q 9 0 0 9 20 20 cm /Jpx Do Q"));
    node.addContentStream(drawing);
  };
}

testWith(
  ["qpdf"],
  "a JPEG 2000 picture that leaves its colours to its own header is tagged by what that says",
  async () => {
    for (const [number, wanted] of [
      [16, /^\d+ 0 R$/],
      [17, /^\/DeviceGray$/],
      [12, /^\/DeviceCMYK$/],
    ] as const) {
      const pdf = await pdfOf({ size: [111, 154], edit: withPicture(number) });
      const product = { pages: { min: 1, max: 2, step: 1 } };
      const sources = [await pdfSourceOf(pdf)];
      const { components } = await rendered({ productId: "postcard-a6", product, sources });
      const pictures = objectsOf(components[0]?.path ?? "").all.filter(
        (each) => each["/Filter"] === "/JPXDecode",
      );
      expect(pictures.map((each) => String(each["/ColorSpace"]))).toEqual([expect.stringMatching(wanted)]);
    }
  },
);
