import { DeleteObjectsCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";

/** Deletes what lies under a prefix, a page of 1,000 at a time, except what `keep` holds; answers how many went. */
export async function removeAll(
  s3: S3Client,
  at: { Bucket: string; Prefix: string },
  keep: (key: string) => boolean = () => false,
): Promise<number> {
  let gone = 0;
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ ...at, ContinuationToken: token }));
    const keys = (page.Contents ?? []).map(({ Key }) => Key ?? "").filter((key) => key !== "" && !keep(key));
    await removeKeys(s3, at.Bucket, keys);
    gone += keys.length;
    token = page.NextContinuationToken;
  } while (token);
  return gone;
}

async function removeKeys(s3: S3Client, Bucket: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const Objects = keys.map((Key) => ({ Key }));
  const { Errors = [] } = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
  );
  const [first] = Errors;
  if (first) throw new Error(`could not delete ${first.Key}: ${first.Code} ${first.Message}`);
}
