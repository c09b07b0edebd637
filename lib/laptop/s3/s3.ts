import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type Answer, type AwsCall, AwsError, type Caller, type Service } from "../call.ts";
import type { LookUp } from "../sign/verify.ts";
import { readAsk } from "./ask.ts";
import { Blobs } from "./blobs.ts";
import { putSettings } from "./buckets.ts";
import { Catalog } from "./catalog.ts";
import { corsHeaders, preflight } from "./cors.ts";
import type { Depot } from "./depot.ts";
import { type Expired, expire } from "./lifecycle.ts";
import { operationOf } from "./operations.ts";
import type { CorsRule } from "./records.ts";
import { type BucketProperties, readTemplate } from "./template.ts";
import { writeError } from "./write-xml.ts";

/** Where an S3 keeps its data and how it knows its callers. */
export interface S3Options {
  /** Holds everything; one process at a time. */
  readonly folder: string;
  readonly accountId: string;
  readonly region: string;
  /** Needed for signed chunks and browser forms, whose signatures are in the body. */
  readonly lookUp?: LookUp;
  /** Who a browser form acts for, once its signature is verified. */
  readonly callerOf?: (accessKeyId: string, sessionToken?: string) => Caller;
  readonly now?: () => Date;
}

/** A call by somebody not known yet. */
type Heard = Omit<AwsCall, "caller" | "gone">;

/** The S3 of the laptop cloud. */
export interface S3 {
  /** Weather, the faults on request, wraps this: before it, after it, or around the body it returns. */
  readonly service: Service;
  /** Answers a call that failed before it came here, by its signature for one, so that a page may read why. */
  refuse(call: Heard, error: AwsError): Promise<Answer>;
  /** Makes the bucket, or gives the one that is there new settings but its old policy and objects. */
  createBucket(name: string, properties?: BucketProperties): void;
  setPolicy(bucket: string, document: unknown): void;
  /** Runs the lifecycle rules. */
  expire(now: Date): Expired;
  close(): Promise<void>;
}

/** Opens the S3 of the laptop cloud on a folder; what was committed before a crash is there again. */
export async function openS3({ folder, now = () => new Date(), ...options }: S3Options): Promise<S3> {
  const catalog = Catalog.open(folder);
  const blobs = await Blobs.open(join(folder, "blobs"), catalog.blobs());
  const depot: Depot = { ...options, catalog, blobs, now: () => now().getTime() };
  const settingsOf = (name: string) => catalog.buckets.get(name)?.settings;
  return {
    service: (call) => answer(depot, call, () => operate(depot, call)),
    refuse: (call, error) => answer(depot, call, () => Promise.reject(error)),
    createBucket(name, properties = {}) {
      putSettings(depot, name, { ...readTemplate(properties), policy: settingsOf(name)?.policy });
    },
    setPolicy(name, policy) {
      const settings = settingsOf(name);
      if (!settings) throw new AwsError("NoSuchBucket", `The specified bucket does not exist: ${name}`, 404);
      putSettings(depot, name, { ...settings, policy });
    },
    expire: (time) => expire(depot, time),
    async close() {
      catalog.close();
    },
  };
}

async function answer(depot: Depot, call: Heard, operate: () => Promise<Answer>): Promise<Answer> {
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  const { status, headers, body } = await attempt(call, operate, requestId);
  const all = { "x-amz-request-id": requestId, ...corsHeaders(call, rulesOf(depot, call)), ...headers };
  return body === undefined ? { status, headers: all } : { status, headers: all, body };
}

async function operate(depot: Depot, call: AwsCall): Promise<Answer> {
  if (call.method === "OPTIONS") return preflight(call, rulesOf(depot, call));
  const ask = readAsk(call, depot);
  return operationOf(ask)(ask);
}

async function attempt(call: Heard, operate: () => Promise<Answer>, requestId: string): Promise<Answer> {
  try {
    return await operate();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    await drain(call);
    return refusal(call, error, requestId);
  }
}

function refusal(call: Heard, { code, message, status }: AwsError, requestId: string): Answer {
  if (call.method === "HEAD") return { status };
  const content = { Code: code, Message: message, Resource: call.path, RequestId: requestId };
  return { status, headers: { "content-type": "application/xml" }, body: writeError(content) };
}

// A client still sending would see a broken connection instead of the refusal.
async function drain({ body }: Heard): Promise<void> {
  try {
    for await (const _ of body.iterator({ destroyOnReturn: false }));
  } catch {
    // It has gone, and needs no answer.
  }
}

function rulesOf({ catalog }: Depot, { path }: Heard): readonly CorsRule[] {
  const [, bucket = ""] = path.split("/");
  return catalog.buckets.get(bucket)?.settings.cors ?? [];
}
