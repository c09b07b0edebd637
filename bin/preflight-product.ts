import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { facilities } from "../lib/catalogue/facilities.ts";
import { cappedTasks } from "../lib/cloud/child-tasks.ts";
import { examinerCaps } from "../lib/preflight/caps.ts";
import { type Examiners, type LocalFile, type Press, pressAt } from "../lib/preflight/examine.ts";
import { sniff as typeOf } from "../lib/prepare/sniff.ts";
import { takeOne } from "../lib/prepare/take-one.ts";
import { makeAlone } from "../lib/render/make-alone.ts";

const children = cappedTasks(
  {
    script: new URL("../functions/preflight-child.ts", import.meta.url),
    log: (complaint) => process.stderr.write(`${complaint}\n`),
  },
  examinerCaps,
);

/** The same as the station's, in children of the same script with the same caps. */
export const examiners: Examiners = {
  typeOf,
  make: async (file, how) =>
    makeAlone(children.render, await takeOne(children.measure, file, how.press.product), how),
  checker: children.check,
};

/** The product as the first facility that makes it prints it; undefined where nobody does. */
export function pressFor(productId: string): Press | undefined {
  for (const facility of facilities) {
    const press = pressAt(facility, productId);
    if (press) return press;
  }
  return undefined;
}

/** A file of this machine, by its bytes. */
export async function localFile(path: string): Promise<LocalFile> {
  const { size: bytes } = await stat(path);
  const sha256 = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  return { path, sha256, bytes };
}
