import { createWriteStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { deflateSync } from "node:zlib";
import sharp from "sharp";

/** Objects before those of the first page: catalog, page tree, font, what describes it, the font's file. */
const headObjects = 5;
/** Page, text, picture. */
const pageObjects = 3;

const photos = join(import.meta.dirname, "../samples/photos");
const typeface = join(import.meta.dirname, "../../lib/typeface/font/open-sans-semibold.ttf");

/** Writes a PDF of A5 pages, each with text and a photograph of its own, that is about so large; never whole in memory. */
export async function writeLargePdf(
  path: string,
  { pages, mb }: { pages: number; mb: number },
): Promise<void> {
  let at = 0;
  const offsets: number[] = [];
  async function* pieces() {
    yield "%PDF-1.6\n";
    at = 9;
    for await (const parts of objectsOf(pages, (mb * 1e6) / pages)) {
      offsets.push(at);
      const object = Buffer.concat(
        [`${offsets.length} 0 obj\n`, ...parts, "\nendobj\n"].map((part) => Buffer.from(part)),
      );
      at += object.length;
      yield object;
    }
    const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
    const size = offsets.length + 1;
    yield `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  }
  await pipeline(Readable.from(pieces(), { objectMode: true }), createWriteStream(path));
}

type Parts = readonly (string | Buffer)[];

async function* objectsOf(pages: number, bytesEach: number): AsyncGenerator<Parts> {
  const pageNumber = (page: number) => headObjects + 1 + page * pageObjects;
  const kids = Array.from({ length: pages }, (_, page) => `${pageNumber(page)} 0 R`).join(" ");
  yield ["<< /Type /Catalog /Pages 2 0 R >>"];
  yield [`<< /Type /Pages /Count ${pages} /Kids [${kids}] /MediaBox [0 0 419.53 595.28] >>`];
  const widths = Array.from({ length: 95 }, () => 550).join(" ");
  const coding = "/Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 126";
  yield [
    `<< /Type /Font /Subtype /TrueType /BaseFont /Open ${coding} /Widths [${widths}] /FontDescriptor 4 0 R >>`,
  ];
  const lines =
    "/Ascent 1000 /Descent -300 /CapHeight 700 /ItalicAngle 0 /StemV 100 /FontBBox [-500 -300 1500 1100]";
  yield [`<< /Type /FontDescriptor /FontName /Open /Flags 32 ${lines} /FontFile2 5 0 R >>`];
  yield stream("/Filter /FlateDecode", deflateSync(readFileSync(typeface)));
  const pictures = await Promise.all(readdirSync(photos).slice(0, 4).map(small));
  for (let page = 0; page < pages; page++) {
    const [text, image] = [pageNumber(page) + 1, pageNumber(page) + 2];
    const resources = `/Resources << /Font << /F0 3 0 R >> /XObject << /Im0 ${image} 0 R >> >>`;
    yield [`<< /Type /Page /Parent 2 0 R /Contents ${text} 0 R ${resources} >>`];
    yield stream("/Filter /FlateDecode", deflateSync(textOf(page)));
    const { data, info } = pictures[page % pictures.length] ?? (await small("Wine_by_Jakkub_Mede.jpg"));
    const size = `/Width ${info.width} /Height ${info.height} /BitsPerComponent 8 /ColorSpace /DeviceRGB`;
    // What follows a JPEG's end belongs to nobody, and no reader minds it.
    const padded = Buffer.concat([data], Math.max(data.length, Math.round(bytesEach)));
    yield stream(`/Type /XObject /Subtype /Image ${size} /Filter /DCTDecode`, padded);
  }
}

function small(photo: string) {
  return sharp(join(photos, photo)).resize(1200).jpeg().toBuffer({ resolveWithObject: true });
}

function textOf(page: number): string {
  const lines = Array.from({ length: 20 }, (_, line) => `(A line of summer ${page} ${line}) Tj T*`).join(
    "\n",
  );
  return `q 300 0 0 200 60 340 cm /Im0 Do Q BT /F0 10 Tf 12 TL 60 310 Td 0 g\n${lines}\nET`;
}

function stream(entries: string, bytes: Buffer): Parts {
  return [`<< ${entries} /Length ${bytes.length} >>\nstream\n`, bytes, "\nendstream"];
}
