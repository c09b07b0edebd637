import { Unavailable } from "../order/errors.ts";
import type { OrderRef } from "../order/keys.ts";
import type { RenderMessage } from "../order/messages.ts";
import type { Files, Outbox, PartedFiles } from "../order/ports.ts";
import { coverShares } from "./composed.ts";
import type { ImageBook } from "./image-book.ts";
import { engine, type Share, type Spec } from "./job.ts";
import { outKey, Plan, planKey } from "./plan.ts";

export interface FanOutPorts {
  readonly files: Files;
  readonly parted: PartedFiles;
  readonly outbox: Outbox;
}

/** A large book, and the message that its workers' messages are made from. */
export interface LargeBook {
  readonly ref: OrderRef;
  readonly spec: Spec;
  readonly book: ImageBook;
  readonly message: RenderMessage;
}

/**
 * Has many workers render a book: plans it once and sends each share a message. They are no effects in the row, which
 * would grow with the pages: the message being worked on is not done before all of them are sent, and may be again.
 */
export async function fanOut(ports: FanOutPorts, large: LargeBook): Promise<void> {
  const { shares } = await planned(ports, large);
  const { spec, message } = large;
  const parcels = shares.map((_, at) => {
    const effectId = `${message.itemId}:render:${message.generation}:${at}`;
    const share = { spec: spec.spec, at };
    return { to: "station" as const, effectId, message: { ...message, effectId, share } };
  });
  const taken = await ports.outbox.send(parcels);
  if (taken.length < parcels.length) throw new Unavailable("not every share could be sent");
}

/** The plan of whoever was first; an upload that another began in vain is the bucket's lifecycle's. */
async function planned({ files, parted }: FanOutPorts, { ref, spec, book }: LargeBook): Promise<Plan> {
  const key = planKey(ref, spec.spec);
  const known = await files.getJson(key);
  if (known) return Plan.parse(known);
  const upload = await parted.begin(outKey(ref, spec, { role: "inside" }), "application/pdf");
  const plan: Plan = { engine, spec, upload, shares: sharesOf(spec, book) };
  await files.putJson(key, plan);
  return Plan.parse(await files.getJson(key));
}

function sharesOf(spec: Spec, { chunks, pages }: ImageBook): Share[] {
  return [
    ...chunks.map((chunk) => ({ kind: "pages" as const, ...chunk })),
    ...coverShares(spec, pages.length),
  ];
}
