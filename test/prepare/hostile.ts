import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";

/** A PDF from the bodies of its objects 1, 2, 3 ...; the first is the catalog. */
export function pdfOf(objects: readonly (string | Buffer)[], trailer = ""): Buffer {
  const chunks = [Buffer.from("%PDF-1.6\n")];
  let start = chunks[0]?.length ?? 0;
  const offsets = objects.map((body, place) => {
    const at = start;
    const object = Buffer.concat([
      Buffer.from(`${place + 1} 0 obj\n`),
      Buffer.from(body),
      Buffer.from("\nendobj\n"),
    ]);
    chunks.push(object);
    start += object.length;
    return at;
  });
  const rows = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  chunks.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(chunks);
}

/** A PDF of one page with these entries in its page, and these in the branch above. */
export function onePage(page: string, branch = ""): Buffer {
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [3 0 R] /Count 1 ${branch} >>`,
    `<< /Type /Page /Parent 2 0 R ${page} >>`,
  ]);
}

/** A PDF of so many pages of 100 x 200 points. */
export function manyPages(count: number): Buffer {
  const kids = Array.from({ length: count }, (_, page) => `${page + 3} 0 R`).join(" ");
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${count} /MediaBox [0 0 100 200] >>`,
    ...Array.from({ length: count }, () => "<< /Type /Page /Parent 2 0 R >>"),
  ]);
}

function stream(dictionary: string, content: Buffer): Buffer {
  const head = `<< ${dictionary} /Length ${content.length} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from("\nendstream")]);
}

/** An object stream that unpacks to so many MB of blanks. */
export function objectStreamBomb(mb: number): Buffer {
  const packed = deflateSync(Buffer.alloc(mb * 1_000_000, " "), { level: 9 });
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [] /Count 0 >>",
    stream("/Type /ObjStm /N 1 /First 10 /Filter /FlateDecode", packed),
  ]);
}

/** A stream packed twice and more: each filter unpacks what the one before made. */
export function nestedStreamBomb(mb: number, times: number): Buffer {
  let packed: Buffer = Buffer.alloc(mb * 1_000_000, " ");
  for (let time = 0; time < times; time++) packed = deflateSync(packed, { level: 9 });
  const filters = Array.from({ length: times }, () => "/FlateDecode").join(" ");
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [] /Count 0 >>",
    stream(`/Type /ObjStm /N 1 /First 10 /Filter [${filters}]`, packed),
  ]);
}

/** A page tree whose every branch names the next one ten times: 10^depth pages in a few hundred bytes. */
export function branchingTree(depth: number): Buffer {
  const branch = (next: number) => `<< /Type /Pages /Count 1 /Kids [${`${next} 0 R `.repeat(10)}] >>`;
  const branches = Array.from({ length: depth }, (_, level) => branch(level + 3));
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    ...branches,
    "<< /Type /Page /MediaBox [0 0 100 200] >>",
  ]);
}

/** A PNG that says it is this large, with as much data as it should have, all zero. */
export function greyPng(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((width + 1) * height), { level: 1 });
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A PNG of which hardly more than the header is there. */
export function pngHeader(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.alloc(9))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The signature of a type, then noise. */
export function noiseAfter(signature: string): Buffer {
  return Buffer.concat([Buffer.from(signature, "latin1"), randomBytes(4096)]);
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
