import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  NoSuchUpload,
  NotFound,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { Rejected } from "../order/errors.ts";
import type { Upload, UploadGate } from "../order/upload-ports.ts";

/** Pre-signed ways into the uploads prefix, signed with the function's own role. */
export function uploadGate(s3: S3Client, Bucket: string): UploadGate {
  return {
    form: ({ key, bytes, type }, Expires) =>
      createPresignedPost(s3, {
        Bucket,
        Key: key,
        Expires,
        Fields: { "content-type": type },
        Conditions: [["content-length-range", bytes, bytes]],
      }),
    beginParts: async ({ key, type }) => {
      const { UploadId } = await s3.send(
        new CreateMultipartUploadCommand({ Bucket, Key: key, ContentType: type }),
      );
      if (!UploadId) throw new Error("S3 began an upload without an id");
      return UploadId;
    },
    partUrl: ({ key, multipartId }, PartNumber, expiresIn) =>
      getSignedUrl(
        s3,
        new UploadPartCommand({ Bucket, Key: key, UploadId: multipartId ?? undefined, PartNumber }),
        { expiresIn },
      ),
    finishParts: (upload, parts) => finishParts(s3, { Bucket, upload, parts }),
    arrived: async ({ key }) => {
      try {
        return (await s3.send(new HeadObjectCommand({ Bucket, Key: key }))).ContentLength;
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },
  };
}

interface Finish {
  readonly Bucket: string;
  readonly upload: Upload;
  readonly parts: readonly { partNumber: number; etag: string }[];
}

/** An upload that is gone was finished before; the caller looks whether its object is there. */
async function finishParts(s3: S3Client, { Bucket, upload, parts }: Finish): Promise<void> {
  const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }));
  try {
    await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: upload.key,
        UploadId: upload.multipartId ?? undefined,
        MultipartUpload: { Parts },
      }),
    );
  } catch (error) {
    if (error instanceof NoSuchUpload || !(error instanceof S3ServiceException)) throwUnlessGone(error);
    else throw badParts(error, parts);
  }
}

function throwUnlessGone(error: unknown): void {
  if (!(error instanceof NoSuchUpload)) throw error;
}

function badParts(error: S3ServiceException, given: unknown): Error {
  const theirs = (error.$metadata.httpStatusCode ?? 500) < 500 && error.name !== "AccessDenied";
  if (!theirs) return error;
  return new Rejected("invalid_request", `parts: ${error.message}`, {
    pointer: "/parts",
    given,
    wanted: "every part's number and the etag its PUT answered, in order",
  });
}
