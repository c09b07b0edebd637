import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Rejected, Unavailable } from "../order/errors.ts";
import { maxFileBytes } from "../order/limits.ts";
import type { Files, Owner } from "../order/ports.ts";
import type { Source } from "../order/source.ts";
import type { Uploads } from "../order/upload-ports.ts";

/** The way out to URLs of strangers. */
export interface Outbound {
  /** Throws Rejected source_refused, source_too_large or source_unavailable; Unavailable when a later try may help. */
  fetchToFile(url: string, to: { path: string; maxBytes: number }): Promise<Content>;
}

export interface FetchPorts {
  readonly files: Files;
  readonly uploads: Uploads;
  readonly outbound: Outbound;
}

/** What a file is, by its bytes. */
export interface Content {
  readonly sha256: string;
  readonly bytes: number;
}

export interface Errand {
  readonly owner: Owner;
  readonly source: Source;
  readonly path: string;
  /** A source that does not answer now is not asked again. */
  readonly last: boolean;
}

/** Brings one source to disk and checks it against the checksum that came with it. */
export async function fetchSource(ports: FetchPorts, errand: Errand): Promise<Content> {
  const { source } = errand;
  const content =
    "url" in source
      ? await fromUrl(ports, source.url, errand)
      : await fromUpload(ports, source.fileId, errand);
  if (content.bytes === 0) throw new Rejected("damaged_file", "The file is empty.");
  if (source.sha256 === undefined || source.sha256 === content.sha256) return content;
  throw new Rejected("checksum_mismatch", "The file is not the one whose checksum was given.", {
    given: content.sha256,
    wanted: source.sha256,
  });
}

async function fromUrl({ outbound }: FetchPorts, url: string, { path, last }: Errand): Promise<Content> {
  try {
    return await outbound.fetchToFile(url, { path, maxBytes: maxFileBytes });
  } catch (error) {
    if (!last || !(error instanceof Unavailable)) throw error;
    throw new Rejected("source_unavailable", `In the end ${error.message}.`);
  }
}

async function fromUpload(
  { files, uploads }: FetchPorts,
  fileId: string,
  { owner, path }: Errand,
): Promise<Content> {
  const upload = await uploads.get(owner, fileId);
  const bytes = upload?.state === "complete" ? await files.bytesOf(upload.key) : undefined;
  if (!upload || bytes === undefined) {
    throw new Rejected("unknown_file", `${fileId} is no finished upload, or no longer there.`, {
      given: fileId,
      wanted: "a fileId after POST /v1/uploads/{id}/complete",
    });
  }
  if (bytes > maxFileBytes) throw tooLarge(bytes);
  await files.download(upload.key, path);
  return contentOf(path, bytes);
}

async function contentOf(path: string, wanted: number): Promise<Content> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    bytes += chunk.length;
    hash.update(chunk);
  }
  // A download that broke off may end without an error.
  if (bytes !== wanted) throw new Unavailable(`an upload came with ${bytes} bytes of ${wanted}`);
  return { sha256: hash.digest("hex"), bytes };
}

function tooLarge(bytes: number): Rejected {
  return new Rejected("source_too_large", `The file is larger than ${maxFileBytes} bytes.`, {
    given: { bytes },
    wanted: { maxBytes: maxFileBytes },
  });
}
