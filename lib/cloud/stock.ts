import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { filesIn } from "./files.ts";

/** Files that are small enough to be held in memory whole, in a bucket of their own. */
export function stockIn(s3: S3Client, Bucket: string) {
  const { link, bytesOf } = filesIn(s3, Bucket);
  return {
    link,
    bytesOf,
    read: async (Key: string): Promise<Uint8Array> => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      if (!Body) throw new Error(`object ${Key} came without a body`);
      return Body.transformToByteArray();
    },
    write: async (Key: string, { bytes, type }: { bytes: Uint8Array; type: string }): Promise<void> => {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ContentType: type }));
    },
  };
}
