import { readFileSync } from "node:fs";

/** 480 x 270 upright, stored turned as telephones do, Display P3; the photograph is among the samples as JPEG too. */
export const heicPath = new URL("../samples/heic/seeding_by_Clements_Engelhardt.heic", import.meta.url)
  .pathname;
export const jpegPath = new URL("../samples/photos/seeding_by_Clements_Engelhardt.jpg", import.meta.url)
  .pathname;

export function heicFile(): Buffer {
  return readFileSync(heicPath);
}

/** The sample saying that it is as large as this. */
export function claiming(width: number, height: number): Buffer {
  const file = heicFile();
  const at = file.indexOf("ispe") + 8;
  file.writeUInt32BE(width, at);
  file.writeUInt32BE(height, at + 4);
  return file;
}
