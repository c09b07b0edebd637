import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PutObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { buildWeb } from "../lib/web/build.ts";

type WebFile = Awaited<ReturnType<typeof buildWeb>>["files"][number];

const kept: Readonly<Record<WebFile["keep"], string>> = {
  page: "no-cache",
  evergreen: "public, max-age=300",
  immutable: "public, max-age=31536000, immutable",
};

export interface SiteOptions {
  readonly s3: S3ClientConfig;
  readonly bucket: string;
  /** Where it is built. */
  readonly folder: string;
  /** Last changes to a page before it goes out. */
  readonly finish?: (path: string, text: string) => string;
}

/** Builds the shoppers' pages and puts them into the site's bucket. */
export async function putSite({ s3, bucket, folder, finish }: SiteOptions): Promise<number> {
  const { files } = await buildWeb(folder);
  const client = new S3Client({ ...s3, forcePathStyle: true });
  for (const { path, contentType, keep } of files) {
    const bytes = await readFile(join(folder, path));
    const Body = finish && path.endsWith(".html") ? finish(path, bytes.toString("utf8")) : bytes;
    const about = { ContentType: contentType, CacheControl: kept[keep] };
    for (const Key of keysOf(path))
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...about }));
  }
  client.destroy();
  return files.length;
}

/** `/shop` and `/shop/` are the shop too: a bucket has no folders, so the page lies there thrice. */
function keysOf(path: string): string[] {
  const [, folder] = /^(shop|builder)\/index\.html$/.exec(path) ?? [];
  return folder ? [path, folder, `${folder}/`] : [path];
}
