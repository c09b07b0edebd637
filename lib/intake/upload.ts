import { Rejected } from "../order/errors.ts";
import { uploadKey } from "../order/keys.ts";
import type { Clock, Ids, Owner, Upload, UploadGate, Uploads } from "../order/ports.ts";
import {
  type CompleteRequest,
  maxFormBytes,
  type PartsRequest,
  type UploadRequest,
} from "../order/requests.ts";
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

/** Begins an upload: a form policy bound to length and type up to 100 MB, parts above. */
export async function beginUpload(
  ports: UploadPorts,
  owner: Owner,
  request: UploadRequest,
): Promise<UploadView> {
  const fileId = ports.ids.next("fil");
  const key = uploadKey(owner.mode, owner.merchantId, fileId);
  const upload: Upload = { fileId, key, ...request, state: "open", multipartId: null };
  if (request.bytes <= maxFormBytes) {
    await ports.uploads.put(owner, upload);
    return {
      ...view(upload),
      form: await ports.gate.form(upload, linkSeconds),
      expiresAt: expiry(ports.clock),
    };
  }
  const multipartId = await ports.gate.beginParts(upload);
  await ports.uploads.put(owner, { ...upload, multipartId });
  return { ...view(upload), multipart: { partBytes, parts: Math.ceil(request.bytes / partBytes) } };
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
  const upload = await uploads.get(owner, id);
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
