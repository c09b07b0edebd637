import { pictureReaders } from "../order/limits.ts";

type Sharp = typeof import("sharp");

let loading: Promise<Sharp["default"]> | undefined;

/** The image library, loaded when first asked for: pages that go in untouched do without its 50 ms. */
export function imageLibrary(): Promise<Sharp["default"]> {
  loading ??= loaded();
  return loading;
}

/** What pictures were made with, if any were. */
export async function imageVersions(): Promise<Record<string, string>> {
  if (!loading) return {};
  const { versions } = await loading;
  return { sharp: versions.sharp ?? "", libvips: versions.vips };
}

async function loaded(): Promise<Sharp["default"]> {
  const { default: sharp } = await import("sharp");
  // Two pages are in flight, so one thread each fills two cores; nothing is read twice, so nothing is cached.
  sharp.concurrency(1);
  sharp.cache(false);
  // What prepare lets through, and what is made here; no other format's reader ever sees a stranger's file.
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: pictureReaders });
  return sharp;
}
