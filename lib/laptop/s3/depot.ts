import type { Caller } from "../call.ts";
import type { LookUp } from "../sign/verify.ts";
import type { Blobs } from "./blobs.ts";
import type { Catalog } from "./catalog.ts";
import type { Change, Piece } from "./records.ts";

/** What every operation works with. */
export interface Depot {
  readonly catalog: Catalog;
  readonly blobs: Blobs;
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Secrets, for signatures inside bodies and forms; without it they are not verified. */
  readonly lookUp?: LookUp | undefined;
  /** Who a browser form acts for. */
  readonly callerOf?: ((accessKeyId: string, sessionToken?: string) => Caller) | undefined;
}

/** Makes a change and drops the bytes that nobody needs after it. */
export function commit(depot: Depot, change: Change): void {
  depot.blobs.remove(depot.catalog.commit(change));
}

/** Stores bytes and lets `decide`, in one tick, make something of them; when it throws, they are gone. */
export async function keep<T>(
  depot: Depot,
  chunks: AsyncIterable<Uint8Array>,
  decide: (piece: Piece) => T,
): Promise<T> {
  const piece = await depot.blobs.write(chunks);
  try {
    return decide(piece);
  } catch (error) {
    depot.blobs.remove([piece]);
    throw error;
  }
}
