import { type FileHandle, open } from "node:fs/promises";

/** Bytes that need not be held to be written: a head of our own, then the rest of a file from `from` on. */
export interface Spliced {
  readonly head: Uint8Array;
  readonly path: string;
  readonly from: number;
  /** Of head and rest together. */
  readonly length: number;
}

/** Most pictures of a page are one piece. */
const pieceBytes = 1_000_000;

/** The bytes piece by piece; each is good until the next is asked for. */
export async function* piecesOf(content: Uint8Array | Spliced): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    yield content;
    return;
  }
  yield content.head;
  const file = await open(content.path);
  try {
    yield* rest(file, content);
  } finally {
    await file.close();
  }
}

/** All of it as one. */
export async function whole(content: Uint8Array | Spliced): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const bytes of piecesOf(content)) copies.push(Buffer.from(bytes));
  return Buffer.concat(copies);
}

/** Kept from one picture to the next: new memory for each costs more than filling it. */
let spare: Buffer | undefined;

async function* rest(file: FileHandle, { head, path, from, length }: Spliced): AsyncGenerator<Uint8Array> {
  const end = from + length - head.length;
  const piece = spare ?? Buffer.allocUnsafeSlow(pieceBytes);
  spare = undefined;
  for (let at = from; at < end; ) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, end - at), at);
    if (bytesRead === 0) throw new Error(`${path} has become shorter while it was read`);
    yield piece.subarray(0, bytesRead);
    at += bytesRead;
  }
  spare = piece;
}
