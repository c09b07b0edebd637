import { open } from "node:fs/promises";
import type { FileType } from "../order/measured.ts";

/** Readers accept a PDF whose header comes within its first kB, behind a mail header for example. */
const headBytes = 1024;

/** Tells a file's type by its first kB; undefined for everything we do not print, whatever its name says. */
export async function sniff(path: string): Promise<FileType | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return typeOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Each test looks at the first kB as text of one byte a character. */
const signatures: readonly (readonly [FileType, (head: string) => boolean])[] = [
  ["image/jpeg", (head) => head.startsWith("\xff\xd8\xff")],
  ["image/png", (head) => head.startsWith("\x89PNG\r\n\x1a\n")],
  ["image/webp", (head) => head.startsWith("RIFF") && head.slice(8, 12) === "WEBP"],
  // Classic and BigTIFF, either byte order.
  ["image/tiff", (head) => ["II*\0", "MM\0*", "II+\0", "MM\0+"].includes(head.slice(0, 4))],
  ["image/avif", (head) => brandsOf(head).includes("avif")],
  ["image/heic", (head) => brandsOf(head).some((brand) => heicBrands.has(brand))],
  ["application/pdf", (head) => /%PDF-\d/.test(head)],
];

function typeOf(head: Buffer): FileType | undefined {
  const text = head.toString("latin1");
  return signatures.find(([, matches]) => matches(text))?.[0];
}

/** Stills of HEVC, and `mif1` alone for stills of any codec; decoding tells which it is. */
const heicBrands = new Set(["heic", "heix", "heim", "heis", "mif1"]);

/** AVIF and HEIC share a container; the brands of its first box tell them apart. */
function brandsOf(head: string): string[] {
  if (head.slice(4, 8) !== "ftyp") return [];
  const boxBytes = Buffer.from(head.slice(0, 4), "latin1").readUInt32BE();
  return head.slice(8, boxBytes).match(/[\s\S]{4}/g) ?? [];
}
