import { createReadStream } from "node:fs";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  NoSuchUpload,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Unavailable, UploadGone } from "../order/errors.ts";
import type { PartedFiles, PartedUpload } from "../order/ports.ts";
import { resending } from "./files.ts";

/** Multipart uploads whose parts S3 checks by their SHA-256. Those given up are the bucket's lifecycle's. */
export function partedFilesIn(s3: S3Client, Bucket: string): PartedFiles {
  return {
    begin: async (Key, ContentType) => {
      const begun = new CreateMultipartUploadCommand({
        Bucket,
        Key,
        ContentType,
        ChecksumAlgorithm: "SHA256",
      });
      const { UploadId } = await s3.send(begun);
      if (!UploadId) throw new Unavailable("S3 began an upload without an id");
      return UploadId;
    },
    put: async (to, { number: PartNumber, path, bytes: ContentLength, sha256 }) => {
      const part = { ...addressOf(Bucket, to), PartNumber, ContentLength, ChecksumSHA256: base64(sha256) };
      const send = () => s3.send(new UploadPartCommand({ ...part, Body: createReadStream(path) }));
      const { ETag } = await resending(send).catch((error: unknown) => raise(error, to));
      if (!ETag) throw new Unavailable("S3 took a part without naming it");
      return ETag;
    },
    join: async (to, parts) => {
      const Parts = parts.map(({ etag, sha256 }, place) => ({
        PartNumber: place + 1,
        ETag: etag,
        ChecksumSHA256: base64(sha256),
      }));
      const joined = { ...addressOf(Bucket, to), MultipartUpload: { Parts } };
      await s3.send(new CompleteMultipartUploadCommand(joined)).catch((error: unknown) => raise(error, to));
    },
  };
}

function addressOf(Bucket: string, { key: Key, upload: UploadId }: PartedUpload) {
  return { Bucket, Key, UploadId };
}

/** A part that another replaces at this moment is another's again in the next. */
function raise(error: unknown, { key }: PartedUpload): never {
  if (error instanceof NoSuchUpload) throw new UploadGone(key, { cause: error });
  if (error instanceof S3ServiceException && error.name === "InvalidPart")
    throw new Unavailable(`a part of ${key} is being replaced`, { cause: error });
  throw error;
}

function base64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
