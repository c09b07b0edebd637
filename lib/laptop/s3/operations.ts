import { type Answer, AwsError } from "../call.ts";
import type { Ask } from "./ask.ts";
import { getAttributes } from "./attributes.ts";
import {
  type BucketDocument,
  corsDocument,
  encryptionDocument,
  lifecycleDocument,
  policyDocument,
  publicAccessDocument,
} from "./bucket-documents.ts";
import {
  createBucket,
  deleteBucket,
  deleteSetting,
  getLocation,
  getSetting,
  getVersioning,
  headBucket,
  listBuckets,
  putSetting,
  putVersioning,
} from "./buckets.ts";
import { completeUpload } from "./complete-upload.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject, deleteObjects } from "./delete-objects.ts";
import { getObject } from "./get-object.ts";
import { listObjects } from "./list-objects.ts";
import { listParts, listUploads } from "./list-uploads.ts";
import { abortUpload, copyPart, createUpload, uploadPart } from "./multipart.ts";
import { postObject } from "./post-object.ts";
import { putObject } from "./put-object.ts";
import { deleteTagging, getTagging, putTagging } from "./tagging.ts";

type Operation = (ask: Ask) => Promise<Answer>;

// By method, what it is asked of, and the parameter that makes it another question.
const operations: Readonly<Record<string, Operation>> = {
  "GET service": listBuckets,
  "PUT bucket": createBucket,
  "HEAD bucket": headBucket,
  "DELETE bucket": deleteBucket,
  "POST bucket": postObject,
  "POST bucket?delete": deleteObjects,
  "GET bucket?list-type": listObjects,
  "GET bucket?uploads": listUploads,
  "GET bucket?location": getLocation,
  "GET bucket?versioning": getVersioning,
  "PUT bucket?versioning": putVersioning,
  ...documented("cors", corsDocument),
  ...documented("lifecycle", lifecycleDocument),
  ...documented("encryption", encryptionDocument),
  ...documented("publicAccessBlock", publicAccessDocument),
  ...documented("policy", policyDocument),
  "GET object": getObject,
  "HEAD object": getObject,
  "PUT object": (ask) => (isCopy(ask) ? copyObject(ask) : putObject(ask)),
  "DELETE object": deleteObject,
  "GET object?attributes": getAttributes,
  "GET object?tagging": getTagging,
  "PUT object?tagging": putTagging,
  "DELETE object?tagging": deleteTagging,
  "POST object?uploads": createUpload,
  "GET object?uploadId": listParts,
  "PUT object?uploadId": (ask) => (isCopy(ask) ? copyPart(ask) : uploadPart(ask)),
  "POST object?uploadId": completeUpload,
  "DELETE object?uploadId": abortUpload,
};

// The laptop knows the words after the slash only to refuse them.
const questions =
  "attributes cors delete encryption lifecycle list-type location policy publicAccessBlock tagging uploadId uploads " +
  "versioning / accelerate acl analytics intelligent-tiering inventory legal-hold logging metrics notification " +
  "object-lock ownershipControls policyStatus replication requestPayment restore retention select torrent versions website";
const known = new Set(questions.split(" "));

/** Finds what is asked; throws NotImplemented (501) or MethodNotAllowed (405). */
export function operationOf(ask: Ask): Operation {
  const { method, query } = ask.call;
  const question = [...query.keys()].find((name) => known.has(name));
  const operation = operations[`${method} ${targetOf(ask)}${question === undefined ? "" : `?${question}`}`];
  if (operation) return operation;
  if (question !== undefined || method === "GET") {
    throw new AwsError(
      "NotImplemented",
      "A header or query you provided implies functionality that is not implemented",
      501,
    );
  }
  throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
}

function documented(name: string, document: BucketDocument): Record<string, Operation> {
  return {
    [`GET bucket?${name}`]: getSetting(document),
    [`PUT bucket?${name}`]: putSetting(document),
    [`DELETE bucket?${name}`]: deleteSetting(document),
  };
}

function targetOf({ bucketName, key }: Ask): string {
  if (bucketName === "") return "service";
  return key === "" ? "bucket" : "object";
}

function isCopy({ header }: Ask): boolean {
  return header("x-amz-copy-source") !== undefined;
}
