import type { Bucket, Upload } from "./catalog.ts";
import { commit, type Depot } from "./depot.ts";
import type { LifecycleRule, StoredObject } from "./records.ts";

/** How much a run of the lifecycle rules took away. */
export interface Expired {
  readonly objects: number;
  readonly uploads: number;
}

const dayMs = 24 * 3600 * 1000;

/** Runs the lifecycle rules of all buckets as of `now`: deletes old objects, aborts old uploads. */
export function expire(depot: Depot, now: Date): Expired {
  const buckets = [...depot.catalog.buckets.values()];
  return {
    objects: sum(buckets.map((bucket) => expireObjects(depot, bucket, now))),
    uploads: sum(buckets.map((bucket) => abortUploads(depot, bucket, now))),
  };
}

function expireObjects(depot: Depot, bucket: Bucket, now: Date): number {
  const rules = enabledRules(bucket);
  const isOver = ([key, object]: [string, StoredObject]) =>
    rules.some((rule) => concerns(rule, key, object.tags) && expiryOf(rule, object) <= now.getTime());
  const keys = [...bucket.objects].filter(isOver).map(([key]) => key);
  for (const key of keys) commit(depot, { kind: "object-gone", bucket: bucket.name, key });
  return keys.length;
}

function abortUploads(depot: Depot, bucket: Bucket, now: Date): number {
  const rules = enabledRules(bucket);
  const isOver = ({ key, started }: Upload) =>
    rules.some(({ prefix, abortUploadDays: days }) => {
      return days !== undefined && key.startsWith(prefix) && midnightAfter(started, days) <= now.getTime();
    });
  const uploads = [...depot.catalog.uploads.values()].filter(
    (upload) => upload.bucket === bucket.name && isOver(upload),
  );
  for (const { id } of uploads) commit(depot, { kind: "upload-gone", upload: id });
  return uploads.length;
}

function enabledRules({ settings }: Bucket): LifecycleRule[] {
  return (settings.lifecycle ?? []).filter((rule) => rule.enabled);
}

function concerns(rule: LifecycleRule, key: string, tags: StoredObject["tags"]): boolean {
  return (
    key.startsWith(rule.prefix) && Object.entries(rule.tags).every(([name, value]) => tags[name] === value)
  );
}

function expiryOf({ expireDays, expireDate }: LifecycleRule, { modified }: StoredObject): number {
  if (expireDate !== undefined) return Date.parse(expireDate);
  return expireDays === undefined ? Number.POSITIVE_INFINITY : midnightAfter(modified, expireDays);
}

// S3 adds the days and rounds up to the next midnight UTC.
function midnightAfter(time: number, days: number): number {
  return Math.ceil((time + days * dayMs) / dayMs) * dayMs;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
