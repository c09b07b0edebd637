import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { largePicture } from "../render/large-book.ts";
import { orderOf } from "./calls.ts";
import type { Started } from "./started.ts";

/** An order for a book that many workers render: 29 pages of large pictures, padded by one, and a cover. */
export async function largeOrder(cloud: Started) {
  const folder = await mkdtemp(join(tmpdir(), "printcloud-large-"));
  try {
    const path = join(folder, "picture.jpg");
    await writeFile(path, await largePicture());
    const fileId = await cloud.merchant.upload(path, "image/jpeg");
    const images = Array.from({ length: 29 }, () => ({ fileId }));
    const files = { images, cover: { title: "Summer" } };
    return orderOf([{ productId: "photobook-layflat-square-210", quantity: 1, files }]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
