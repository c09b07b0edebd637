import { createHash, randomBytes } from "node:crypto";
import { PDFDocument } from "pdf-lib";
import sharp from "sharp";

/** A picture of one colour, of so many pixels. */
export function picture(width: number, height: number, background = "#3a7bd5"): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** A PDF of so many pages of a size in mm, each with a line that names it. */
export async function pdf(pages: number, widthMm: number, heightMm: number): Promise<Buffer> {
  const document = await PDFDocument.create();
  for (let page = 1; page <= pages; page++) {
    const drawn = document.addPage([(widthMm * 72) / 25.4, (heightMm * 72) / 25.4]);
    drawn.drawRectangle({ x: 20, y: 20, width: 10 + page, height: 10 });
  }
  return Buffer.from(await document.save());
}

/** A PDF that opens with a password only. */
export async function lockedPdf(): Promise<Buffer> {
  const document = await PDFDocument.load(await pdf(8, 210, 297));
  document.encrypt({ userPassword: "secret", ownerPassword: randomBytes(8).toString("hex") });
  return Buffer.from(await document.save());
}

export function sha256Of(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
