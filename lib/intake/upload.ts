import { Rejected } from "../order/errors.ts";
import { FileId } from "../order/ids.ts";
import { uploadKey } from "../order/keys.ts";
import type { Execution } from "../order/once.ts";
import type { Clock, Ids, Owner } from "../order/ports.ts";
import {
  type CompleteRequest,
  maxFormBytes,
  type PartsRequest,
  type UploadRequest,
} from "../order/requests.ts";
import type { Upload, UploadGate, Uploads } from "../order/upload-ports.ts";
import type { UploadView } from "../order/views.ts";

/** Seconds an upload URL lives; it is reissued by asking again. */
const linkSeconds = 900;
/** S3 takes parts of 5 MiB and more; 16 MiB makes 30 of the largest file. */
const partBytes = 16 * 1024 * 1024;

/** An upload as a caller names it. */
interface Named {
  readonly owner: Owner;
  readonly id: string;
}

export interface UploadPorts {
  readonly uploads: Uploads;
  readonly gate: UploadGate;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Begun {
  readonly owner: Owner;
  readonly body: UploadRequest;
  readonly execution: Execution | undefined;
}

/** Begins an upload, or shows how to go on with the one that this Idempotency-Key began: by form up to 100 MB, else in parts. */
export async function beginUpload(ports: UploadPorts, begun: Begun): Promise<UploadView> {
  const upload = (await resumed(ports, begun)) ?? (await opened(ports, begun));
  if (upload.state === "complete") return view(upload);
  if (upload.multipartId)
    return { ...view(upload), multipart: { partBytes, parts: Math.ceil(upload.bytes / partBytes) } };
  return {
    ...view(upload),
    form: await ports.gate.form(upload, linkSeconds),
    expiresAt: expiry(ports.clock),
  };
}

async function resumed({ uploads }: UploadPorts, { owner, execution }: Begun): Promise<Upload | undefined> {
  return execution && uploads.get(owner, `fil_${execution.ulid}`);
}

async function opened(
  { uploads, gate, ids }: UploadPorts,
  { owner, body, execution }: Begun,
): Promise<Upload> {
  const fileId: FileId = execution ? `fil_${execution.ulid}` : ids.next("fil");
  const key = uploadKey(owner.mode, owner.merchantId, fileId);
  const upload: Upload = { fileId, key, ...body, state: "open", multipartId: null };
  const multipartId = body.bytes <= maxFormBytes ? null : await gate.beginParts(upload);
  await uploads.put(owner, { ...upload, multipartId });
  return { ...upload, multipartId };
}

/** URLs to PUT the named parts to. */
export async function uploadParts(ports: UploadPorts, at: Named, { partNumbers }: PartsRequest) {
  const upload = await openUpload(ports, at);
  if (!upload.multipartId) {
    throw new Rejected("invalid_request", "This upload goes in one form, not in parts.", {
      pointer: "/partNumbers",
      given: at.id,
      wanted: `an upload of more than ${maxFormBytes} bytes`,
    });
  }
  const urls = partNumbers.map((partNumber) => ports.gate.partUrl(upload, partNumber, linkSeconds));
  const parts = (await Promise.all(urls)).map((url, place) => ({ partNumber: partNumbers[place] ?? 0, url }));
  return { parts, expiresAt: expiry(ports.clock) };
}

/** Finishes an upload when what arrived is as long as announced. Finishing twice is the same as once. */
export async function completeUpload(
  ports: UploadPorts,
  at: Named,
  { parts = [] }: CompleteRequest,
): Promise<UploadView> {
  const upload = await knownUpload(ports, at);
  if (upload.state === "complete") return view(upload);
  if (upload.multipartId) await ports.gate.finishParts(upload, parts);
  const arrived = await ports.gate.arrived(upload);
  if (arrived !== upload.bytes) {
    throw new Rejected("upload_incomplete", "The file is not there as announced.", {
      pointer: "",
      given: arrived ?? null,
      wanted: upload.bytes,
    });
  }
  const complete: Upload = { ...upload, state: "complete" };
  await ports.uploads.put(at.owner, complete);
  return view(complete);
}

async function knownUpload({ uploads }: UploadPorts, { owner, id }: Named): Promise<Upload> {
  // DynamoDB takes no key above 1 KB, and a path may hold anything.
  const upload = FileId.safeParse(id).success ? await uploads.get(owner, id) : undefined;
  if (upload) return upload;
  throw new Rejected("not_found", `There is no upload ${id}.`, { given: id });
}

async function openUpload(ports: UploadPorts, at: Named): Promise<Upload> {
  const upload = await knownUpload(ports, at);
  if (upload.state === "open") return upload;
  throw new Rejected("invalid_request", "This upload is complete.", {
    given: at.id,
    wanted: "an open upload",
  });
}

function view({ fileId, state }: Upload): UploadView {
  return { fileId, state, form: null, multipart: null, expiresAt: null };
}

function expiry(clock: Clock): string {
  return new Date(clock.now().getTime() + linkSeconds * 1000).toISOString();
}
