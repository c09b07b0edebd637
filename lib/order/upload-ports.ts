import type { FileId } from "./ids.ts";
import type { Owner } from "./ports.ts";

/** A file on its way to us: the row of it. */
export interface Upload {
  readonly fileId: FileId;
  readonly key: string;
  readonly bytes: number;
  readonly type: string;
  readonly state: "open" | "complete";
  readonly multipartId: string | null;
}

/** Rows of uploads. */
export interface Uploads {
  get(owner: Owner, fileId: string): Promise<Upload | undefined>;
  put(owner: Owner, upload: Upload): Promise<void>;
}

/** How bytes get into the uploads prefix without passing through us. */
export interface UploadGate {
  form(upload: Upload, seconds: number): Promise<{ url: string; fields: Record<string, string> }>;
  beginParts(upload: Upload): Promise<string>;
  partUrl(upload: Upload, partNumber: number, seconds: number): Promise<string>;
  finishParts(upload: Upload, parts: readonly { partNumber: number; etag: string }[]): Promise<void>;
  /** Bytes that arrived; undefined when nothing is there. */
  arrived(upload: Upload): Promise<number | undefined>;
}
