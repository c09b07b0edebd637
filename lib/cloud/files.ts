import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { Unavailable } from "../order/errors.ts";
import type { Files } from "../order/ports.ts";
import { removeAll } from "./remove-all.ts";

/** The orders' objects. All keys are named by content, so an object that is there already is the right one. */
export function filesIn(s3: S3Client, Bucket: string): Files {
  const get = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    if (!Body) throw new Unavailable(`object ${Key} came without a body`);
    return Body;
  };
  return {
    putJson: (key, value) =>
      putOnce(s3, { Bucket, Key: key, Body: JSON.stringify(value), ContentType: "application/json" }),
    getJson: async (key) => JSON.parse(await (await get(key)).transformToString()) as unknown,
    putFile: (key, { path, bytes: ContentLength, type: ContentType }) =>
      resending(() =>
        putOnce(s3, { Bucket, Key: key, Body: createReadStream(path), ContentLength, ContentType }),
      ),
    download: async (key, path) => {
      const body = await get(key);
      // In Node the SDK's body is a Readable; its type also covers browsers.
      if (!(body instanceof Readable)) throw new Error("the SDK gave no Node stream");
      await pipeline(body, createWriteStream(path));
    },
    bytesOf: (key) => bytesOf(s3, { Bucket, Key: key }),
    copy: async (from, to) => {
      await s3.send(new CopyObjectCommand({ Bucket, Key: to, CopySource: copySource(Bucket, from) }));
    },
    link: (key, seconds) =>
      getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: key }), { expiresIn: Math.min(seconds, 900) }),
    removeAll: (prefix, keep) => removeAll(s3, { Bucket, Prefix: prefix }, keep),
  };
}

/** Where a copy comes from, as the header wants it: each step of the key percent-encoded. */
export function copySource(bucket: string, key: string): string {
  return `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
}

/** True for the answers S3 gives when a conditional create found the object there. */
export function isThereAlready(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === "PreconditionFailed";
}

async function putOnce(s3: S3Client, input: PutObjectCommandInput): Promise<void> {
  try {
    await s3.send(new PutObjectCommand({ ...input, IfNoneMatch: "*" }));
  } catch (error) {
    if (!isThereAlready(error)) throw error;
  }
}

/** The SDK cannot send a stream twice: what the network or S3 dropped is sent anew from the file, twice. */
async function resending(send: () => Promise<void>, left = 2): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (isOurFault(error)) throw error;
    if (left === 0) throw new Unavailable("S3 did not take a file", { cause: error });
    await resending(send, left - 1);
  }
}

function isOurFault(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500;
}

async function bytesOf(s3: S3Client, at: { Bucket: string; Key: string }): Promise<number | undefined> {
  try {
    return (await s3.send(new HeadObjectCommand(at))).ContentLength;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
