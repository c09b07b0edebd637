import {
  CopyObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { Unavailable } from "../order/errors.ts";
import type { Tickets } from "../order/ports.ts";
import { Claim } from "../order/ticket.ts";
import { copySource, isThereAlready } from "./files.ts";
import { removeAll } from "./remove-all.ts";

/** The bucket that facilities read. `filesBucket` is where server-side copies come from. */
export function ticketsIn(
  s3: S3Client,
  { bucket: Bucket, filesBucket }: { bucket: string; filesBucket?: string | undefined },
): Tickets {
  return {
    putJson: async (Key, value) => {
      const Body = JSON.stringify(value, null, 1);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "application/json" }));
    },
    take: async (from, Key) => {
      await s3.send(
        new CopyObjectCommand({ Bucket, Key, CopySource: copySource(filesBucket ?? Bucket, from) }),
      );
    },
    removeAll: (Prefix, keep) => removeAll(s3, { Bucket, Prefix }, keep),
    claimOf: (key) => claimOf(s3, { Bucket, Key: key }),
    claim: (key, claim) => claimAt(s3, { Bucket, Key: key }, claim),
  };
}

/** Creates the claim, or reads who was first. Exactly one PutObject with If-None-Match wins. */
async function claimAt(s3: S3Client, at: { Bucket: string; Key: string }, claim: Claim): Promise<Claim> {
  try {
    await s3.send(new PutObjectCommand({ ...at, Body: JSON.stringify(claim), IfNoneMatch: "*" }));
    return claim;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === "ConditionalRequestConflict") {
      throw new Unavailable("somebody else is claiming at this moment", { cause: error });
    }
    if (!isThereAlready(error)) throw error;
  }
  const winner = await claimOf(s3, at);
  if (winner) return winner;
  throw new Unavailable(`the claim at ${at.Key} is there and cannot be read`);
}

async function claimOf(s3: S3Client, at: { Bucket: string; Key: string }): Promise<Claim | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand(at));
    return Claim.parse(JSON.parse((await Body?.transformToString()) ?? "null"));
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
