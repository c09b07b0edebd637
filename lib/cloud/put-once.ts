import { setTimeout as pause } from "node:timers/promises";
import {
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { Unavailable } from "../order/errors.ts";

/** Tries before an object that somebody else keeps writing counts as unavailable. */
const maxTries = 5;

/**
 * Creates an object unless there is one already: false then, be it somebody else's or our own whose reply was lost.
 * `make` is asked for each try, because a stream is read but once.
 */
export async function putOnce(s3: S3Client, make: () => PutObjectCommandInput): Promise<boolean> {
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    const outcome = await put(s3, make());
    if (outcome !== "busy") return outcome === "made";
    // S3 answers 409 while two writers are at the same key, and asks to try again.
    await pause(Math.random() * 50 * attempt);
  }
  throw new Unavailable("somebody else keeps writing the same object");
}

async function put(s3: S3Client, input: PutObjectCommandInput): Promise<"made" | "there" | "busy"> {
  try {
    await s3.send(new PutObjectCommand({ ...input, IfNoneMatch: "*" }));
    return "made";
  } catch (error) {
    if (isNamed(error, "PreconditionFailed")) return "there";
    if (isNamed(error, "ConditionalRequestConflict")) return "busy";
    throw error;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof S3ServiceException && error.name === name;
}
