import { CopyObjectCommand, GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import { Unavailable } from "../order/errors.ts";
import type { Tickets } from "../order/ports.ts";
import { Claim } from "../order/ticket.ts";
import { copySource } from "./files.ts";
import { putOnce } from "./put-once.ts";
import { removeAll } from "./remove-all.ts";

/** Claims are a line of JSON; facilities write them, so they may be anything. */
const maxClaimBytes = 4096;

/** A claim by somebody who did not say who: it stands all the same. */
const unreadable: Claim = { clientId: "unreadable", claimId: "unreadable", at: "1970-01-01T00:00:00Z" };

/** The bucket that facilities read. `filesBucket` is where server-side copies come from. */
export function ticketsIn(
  s3: S3Client,
  { bucket: Bucket, filesBucket }: { bucket: string; filesBucket?: string | undefined },
): Tickets {
  return {
    putJson: async (Key, value) => {
      const Body = JSON.stringify(value, null, 1);
      await putOnce(s3, () => ({ Bucket, Key, Body, ContentType: "application/json" }));
    },
    putText: async (Key, Body) => {
      await putOnce(s3, () => ({ Bucket, Key, Body, ContentType: "application/xml" }));
    },
    putSheet: async (Key, Body) => {
      await putOnce(s3, () => ({ Bucket, Key, Body, ContentType: "application/pdf" }));
    },
    take: async (from, Key) => {
      // One CopyObject holds 5 GB; what a child may render ends at 4.
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
  const Body = JSON.stringify(claim);
  if (await putOnce(s3, () => ({ ...at, Body, ContentType: "application/json" }))) return claim;
  const winner = await claimOf(s3, at);
  if (winner) return winner;
  throw new Unavailable(`the claim at ${at.Key} is there and cannot be read`);
}

async function claimOf(s3: S3Client, at: { Bucket: string; Key: string }): Promise<Claim | undefined> {
  try {
    const { Body, ContentLength = 0 } = await s3.send(new GetObjectCommand({ ...at, Range: firstBytes }));
    return ContentLength > maxClaimBytes ? unreadable : claimIn((await Body?.transformToString()) ?? "");
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    if (error instanceof Error && error.name === "InvalidRange") return unreadable;
    throw error;
  }
}

/** One byte more than a claim may have; an empty object has no range at all. */
const firstBytes = `bytes=0-${maxClaimBytes}`;

function claimIn(text: string): Claim {
  try {
    return Claim.parse(JSON.parse(text));
  } catch {
    return unreadable;
  }
}
