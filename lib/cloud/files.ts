import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { Unavailable } from "../order/errors.ts";
import type { Files } from "../order/ports.ts";
import { putOnce } from "./put-once.ts";
import { removeAll } from "./remove-all.ts";

/** The orders' objects. All keys are named by content, so an object that is there already is the right one. */
export function filesIn(s3: S3Client, Bucket: string): Files {
  const get = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    if (!Body) throw new Unavailable(`object ${Key} came without a body`);
    return Body;
  };
  return {
    putJson: async (Key, value) => {
      const Body = JSON.stringify(value);
      await putOnce(s3, () => ({ Bucket, Key, Body, ContentType: "application/json" }));
    },
    getJson: async (key) => {
      const body = await get(key).catch(unlessGone);
      return body && (JSON.parse(await body.transformToString()) as unknown);
    },
    putFile: (Key, { path, bytes: ContentLength, type: ContentType }) =>
      resending(async () => {
        await putOnce(s3, () => ({ Bucket, Key, Body: createReadStream(path), ContentLength, ContentType }));
      }),
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

/** The SDK cannot send a stream twice: what the network or S3 dropped is sent anew from the file, twice. */
export async function resending<T>(send: () => Promise<T>, left = 2): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (isOurFault(error)) throw error;
    if (left === 0) throw new Unavailable("S3 did not take a file", { cause: error });
    return resending(send, left - 1);
  }
}

function isOurFault(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500;
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof NoSuchKey)) throw error;
}

async function bytesOf(s3: S3Client, at: { Bucket: string; Key: string }): Promise<number | undefined> {
  try {
    return (await s3.send(new HeadObjectCommand(at))).ContentLength;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
