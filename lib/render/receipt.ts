import { createHash } from "node:crypto";
import { fileKey, type OrderRef } from "../order/keys.ts";
import type { Files } from "../order/ports.ts";
import type { Receipt, Work } from "../order/receipt.ts";
import type { Rendered } from "../order/rendered.ts";
import type { Spec } from "./job.ts";
import { intentOf, isInked } from "./printing-condition.ts";

/** What was made by a spec, and by whom. */
export interface Finished {
  readonly spec: Spec;
  readonly made: Rendered;
  readonly work: readonly Work[];
}

/** Writes down what an item was made from, by what, and what came of it, where it outlives the files. */
export async function writeReceipt(files: Files, ref: OrderRef, finished: Finished): Promise<void> {
  const { spec, made, work } = finished;
  const receipt: Receipt = { ...(await receiptOf(spec, made)), work: [...work] };
  await files.putJson(fileKey(ref, "receipt", spec.spec), receipt);
}

async function receiptOf(spec: Spec, made: Rendered): Promise<Omit<Receipt, "work">> {
  const { product, paper, fileProfile, fit, options = {}, acceptLowResolution = false } = spec;
  const intent = await intentOf(fileProfile);
  const hash = intent && createHash("sha256").update(intent.profile).digest("hex");
  return {
    v: 1,
    spec: spec.spec,
    productId: product.id,
    ...{ paper, fit, options, acceptLowResolution, fileProfile },
    inputs: spec.sources.map(({ pointer, sha256, bytes, type }) => ({ pointer, sha256, bytes, type })),
    colours:
      intent && hash ? { condition: intent.identifier, profileSha256: hash, inked: isInked(spec) } : null,
    made,
  };
}
