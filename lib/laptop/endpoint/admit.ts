import type { IncomingMessage } from "node:http";
import { type AwsCall, AwsError, type Caller } from "../call.ts";
import { anonymous } from "../iam/caller.ts";
import type { Credentials } from "../iam/credentials.ts";
import { isSigned, readClaim } from "../sign/claim.ts";
import { type Received, type Signed, verify } from "../sign/verify.ts";
import { gathered, streamed } from "./request.ts";

/** What a request is admitted with. */
export interface Door {
  readonly credentials: Credentials;
  readonly now: () => Date;
}

// JSON services name themselves a second time, in the target.
const targets: Readonly<Record<string, string>> = { AmazonSQS: "sqs", DynamoDB_20120810: "dynamodb" };

/** The service that a request claims to be for; forms, preflights and anonymous readers are S3's. */
export function serviceOf(request: Received): string {
  const target = request.headers["x-amz-target"]?.split(".")[0];
  if (target) return targets[target] ?? target;
  return isAnonymous(request) ? "s3" : (claimedService(request) ?? "s3");
}

/** Verifies the signature and finds the caller; throws AwsError as AWS would. */
export async function admit(
  request: IncomingMessage,
  at: Received,
  door: Door,
): Promise<Omit<AwsCall, "gone">> {
  const service = serviceOf(at);
  if (isAnonymous(at)) {
    if (service !== "s3") throw unsigned();
    return { ...at, body: streamed(request), caller: anonymous(door.credentials.accountId) };
  }
  if (readClaim(at).service !== service) throw wrongScope(service);
  if (service !== "s3") return await admitWhole(request, at, door);
  const signed = verify(at, door.credentials.lookUp, door.now());
  return { ...at, body: streamed(request), caller: callerOf(signed, door) };
}

async function admitWhole(
  request: IncomingMessage,
  at: Received,
  door: Door,
): Promise<Omit<AwsCall, "gone">> {
  const { body, sha256 } = await gathered(request);
  const signed = verify({ ...at, bodySha256: sha256 }, door.credentials.lookUp, door.now());
  return { ...at, body, caller: callerOf(signed, door) };
}

function callerOf({ accessKeyId, sessionToken }: Signed, { credentials }: Door): Caller {
  return credentials.callerOf(accessKeyId, sessionToken);
}

// A preflight repeats the signed URL of the request it asks for, but was itself not signed.
function isAnonymous(request: Received): boolean {
  return request.method === "OPTIONS" || !isSigned(request);
}

function claimedService(request: Received): string | undefined {
  try {
    return readClaim(request).service;
  } catch {
    return undefined;
  }
}

function unsigned(): AwsError {
  return new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
}

function wrongScope(service: string): AwsError {
  return new AwsError(
    "SignatureDoesNotMatch",
    `Credential should be scoped to correct service: '${service}'.`,
    403,
  );
}
