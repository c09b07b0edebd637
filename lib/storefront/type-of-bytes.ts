const signatures: readonly (readonly [type: string, at: number, text: string])[] = [
  ["application/pdf", 0, "%PDF-"],
  ["image/jpeg", 0, "\xff\xd8\xff"],
  ["image/png", 0, "\x89PNG"],
  ["image/webp", 8, "WEBP"],
  ["image/tiff", 0, "II*\0"],
  ["image/tiff", 0, "MM\0*"],
  ["image/avif", 4, "ftypavif"],
  ["image/heic", 4, "ftyp"],
];

/** What a file is by its first bytes. */
export function typeOfBytes(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  return signatures.find(([, at, text]) => head.startsWith(text, at))?.[0];
}
