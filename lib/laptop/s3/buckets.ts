import { type Answer, AwsError } from "../call.ts";
import { type Ask, authorize, bucketOf } from "./ask.ts";
import { Body } from "./body.ts";
import type { BucketDocument } from "./bucket-documents.ts";
import { commit, type Depot } from "./depot.ts";
import { readXml } from "./read-xml.ts";
import type { Settings } from "./records.ts";
import { writeXml } from "./write-xml.ts";

const xmlType = { "content-type": "application/xml" };

/** Makes a bucket or gives the one that is there new settings; its objects stay. */
/** PutBucket...: replaces a setting by the document sent. */
export function putSettings(depot: Depot, name: string, settings: Settings): void {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
    throw new AwsError("InvalidBucketName", `The specified bucket is not valid: ${name}`);
  }
  const created = depot.catalog.buckets.get(name)?.created ?? depot.now();
  commit(depot, { kind: "bucket", bucket: name, created, settings });
}

export async function listBuckets(ask: Ask): Promise<Answer> {
  authorize(ask, "ListAllMyBuckets");
  const buckets = [...ask.depot.catalog.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const Bucket = buckets.map(({ name, created }) => ({
    Name: name,
    CreationDate: new Date(created).toISOString(),
  }));
  const content = { Owner: { ID: ask.depot.accountId }, Buckets: { Bucket } };
  return { status: 200, headers: xmlType, body: writeXml("ListAllMyBucketsResult", content) };
}

/** CreateBucket; a second time fails as everywhere but in us-east-1. */
export async function createBucket(ask: Ask): Promise<Answer> {
  authorize(ask, "CreateBucket");
  await new Body(ask).text();
  if (ask.depot.catalog.buckets.has(ask.bucketName)) {
    const message = "Your previous request to create the named bucket succeeded and you already own it.";
    throw new AwsError("BucketAlreadyOwnedByYou", message, 409);
  }
  putSettings(ask.depot, ask.bucketName, {});
  return { status: 200, headers: { location: `/${ask.bucketName}` } };
}

/** HeadBucket: who may list the bucket may know that it exists. */
export async function headBucket(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  authorize(ask, "ListBucket");
  return { status: 200, headers: { "x-amz-bucket-region": ask.depot.region } };
}

/** DeleteBucket: only an empty one, unfinished uploads included. */
export async function deleteBucket(ask: Ask): Promise<Answer> {
  const { objects, name } = bucketOf(ask);
  authorize(ask, "DeleteBucket");
  const uploads = [...ask.depot.catalog.uploads.values()].some(({ bucket }) => bucket === name);
  if (objects.size > 0 || uploads) {
    throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
  }
  commit(ask.depot, { kind: "bucket-gone", bucket: name });
  return { status: 204 };
}

export async function getLocation(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  authorize(ask, "GetBucketLocation");
  const { region } = ask.depot;
  // The oldest region has no name here.
  const body = writeXml("LocationConstraint", region === "us-east-1" ? "" : region);
  return { status: 200, headers: xmlType, body };
}

/** An empty document: nothing here has versions. */
export async function getVersioning(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  authorize(ask, "GetBucketVersioning");
  return { status: 200, headers: xmlType, body: writeXml("VersioningConfiguration", {}) };
}

export async function putVersioning(ask: Ask): Promise<Answer> {
  bucketOf(ask);
  authorize(ask, "PutBucketVersioning");
  const status = readXml(await new Body(ask).text(), "VersioningConfiguration").textOf("Status");
  if (status !== "Enabled") return { status: 200 };
  throw new AwsError("NotImplemented", "The laptop keeps no versions of objects", 501);
}

/** GetBucket...: gives a setting as a document. */
export function getSetting(document: BucketDocument): (ask: Ask) => Promise<Answer> {
  return async (ask) => {
    const { settings } = bucketOf(ask);
    authorize(ask, document.actions.get);
    const body = document.write(settings);
    if (body === undefined) throw new AwsError(document.missing, "The bucket has no such configuration", 404);
    return {
      status: 200,
      headers: { "content-type": body.startsWith("<") ? "application/xml" : "application/json" },
      body,
    };
  };
}

export function putSetting(document: BucketDocument): (ask: Ask) => Promise<Answer> {
  return async (ask) => {
    bucketOf(ask);
    authorize(ask, document.actions.put);
    const changed = document.read(await new Body(ask).text());
    putSettings(ask.depot, ask.bucketName, { ...bucketOf(ask).settings, ...changed });
    return { status: 200 };
  };
}

/** DeleteBucket...: returns to the default. */
export function deleteSetting(document: BucketDocument): (ask: Ask) => Promise<Answer> {
  return async (ask) => {
    const { name, settings } = bucketOf(ask);
    authorize(ask, document.actions.delete);
    putSettings(ask.depot, name, document.without(settings));
    return { status: 204 };
  };
}
