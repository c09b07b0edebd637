import type { Readable } from "node:stream";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { Connection } from "./connection.ts";

/** The bucket as a facility sees it: its own prefix, read, and claims created. */
export interface Bucket {
  /** Prefixes of tickets that nobody has claimed, e.g. `facilities/ams/tickets/tkt_.../1/`. */
  unclaimed(signal: AbortSignal): AsyncGenerator<string>;
  /** A small text; undefined when there is none. */
  read(key: string): Promise<string | undefined>;
  /** False when the object is there already. Throws on 409 and everything else that another try may mend. */
  create(key: string, text: string): Promise<boolean>;
  /** Throws unless claims could be made; makes none. */
  probe(): Promise<void>;
  /** Bytes `start` to `end`, both included; undefined when there are no such bytes. */
  range(key: string, span: { start: number; end: number }, signal: AbortSignal): Promise<Ranged | undefined>;
}

interface Ranged {
  readonly body: Readable;
  /** Size of the whole object. */
  readonly totalBytes: number;
}

export function openBucket(connection: Connection): Bucket {
  const at = (Key: string) => ({ Bucket: connection.line().grant.bucket.name, Key });
  const s3 = () => connection.line().s3;
  const isThere = async (key: string) => {
    const { name } = connection.line().grant.bucket;
    const list = new ListObjectsV2Command({ Bucket: name, Prefix: key, MaxKeys: 1 });
    return (await s3().send(list)).Contents?.[0]?.Key === key;
  };
  // S3 answers 403 for a missing object unless listing is allowed without conditions; our role's listing has one.
  const unlessMissing = (key: string) => async (error: unknown) => {
    const isMissing = statusOf(error) === 404 || (statusOf(error) === 403 && !(await isThere(key)));
    if (!isMissing) throw error;
    return undefined;
  };
  return {
    unclaimed: (signal) => unclaimed(connection, signal),
    async read(key) {
      const answer = await s3()
        .send(new GetObjectCommand(at(key)))
        .catch(unlessMissing(key));
      return answer && (answer.Body?.transformToString() ?? "");
    },
    async create(key, text) {
      const put = new PutObjectCommand({
        ...at(key),
        Body: text,
        IfNoneMatch: "*",
        ContentType: "application/json",
      });
      return (await s3().send(put).catch(unlessStatus(412))) !== undefined;
    },
    async probe() {
      const { prefix } = connection.line().grant.bucket;
      // S3 looks at permissions first and then refuses a body that has not the sum it was announced with.
      const put = new PutObjectCommand({
        ...at(`${prefix}tickets/probe/0/claim`),
        Body: "x",
        IfNoneMatch: "*",
        ChecksumSHA256: Buffer.alloc(32).toString("base64"),
      });
      if (await s3().send(put).catch(unlessStatus(400))) throw new Error("a wrong sum was taken");
    },
    async range(key, { start, end }, abortSignal) {
      const get = new GetObjectCommand({ ...at(key), Range: `bytes=${start}-${end}` });
      const answer = await s3().send(get, { abortSignal }).catch(unlessStatus(416)).catch(unlessMissing(key));
      if (!answer?.Body) return undefined;
      const totalBytes = Number(answer.ContentRange?.split("/")[1] ?? answer.ContentLength);
      return { body: answer.Body as Readable, totalBytes }; // in Node the SDK answers with its Readable
    },
  };
}

/** Keys come sorted, so of one ticket `claim` comes before `ticket.json`. */
async function* unclaimed(connection: Connection, signal: AbortSignal): AsyncGenerator<string> {
  let claimed = "";
  for await (const key of allKeys(connection, signal)) {
    const prefix = key.slice(0, key.lastIndexOf("/") + 1);
    if (key === `${prefix}claim`) claimed = prefix;
    if (key === `${prefix}ticket.json` && claimed !== prefix) yield prefix;
  }
}

async function* allKeys(connection: Connection, abortSignal: AbortSignal): AsyncGenerator<string> {
  let next: string | undefined;
  do {
    const { s3, grant } = connection.line();
    const where = { Bucket: grant.bucket.name, Prefix: `${grant.bucket.prefix}tickets/` };
    const list = new ListObjectsV2Command({ ...where, ...(next && { ContinuationToken: next }) });
    const page = await s3.send(list, { abortSignal });
    for (const { Key } of page.Contents ?? []) if (Key) yield Key;
    next = page.NextContinuationToken;
  } while (next);
}

function unlessStatus(status: number): (error: unknown) => undefined {
  return (error) => {
    if (statusOf(error) !== status) throw error;
    return undefined;
  };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
