import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { type Caller, orderOf } from "../journey/calls.ts";
import type { LaptopProcess } from "./laptop-process.ts";
import type { Traces } from "./traces.ts";

/** What can be seen of a running laptop. */
interface Seen {
  readonly laptop: LaptopProcess;
  readonly merchant: Caller;
  readonly traces: Traces;
}

/** A moment to be killed in: an order, how to tell that it is in the middle, and what on the disk proves it afterwards. */
export interface Moment {
  readonly order: object;
  isThere(seen: Seen, orderId: string): Promise<boolean>;
  proof(traces: Traces): Promise<void>;
}

/** While sources are fetched: nothing of them is kept yet. */
export function inPrepare(order: object, isFetching: () => Promise<boolean>): Moment {
  return { order, isThere: isFetching, proof: (traces) => nothing(traces.written(/\/src\//)) };
}

/** While the child works on the sources: no print file is kept yet. */
export function inRender(order: object): Moment {
  return {
    order,
    isThere: async ({ laptop, merchant }, id) => {
      // A merchant may ask some 25 times a second.
      await pause(100);
      const { items } = await merchant.order(id);
      return (
        items[0]?.state === "rendering" &&
        laptop.offspring().some(({ command }) => /child\.mjs/.test(command))
      );
    },
    proof: (traces) => nothing(traces.written(/\/out\//)),
  };
}

/** While files are laid out for the facility, the small one first: the ticket, which comes last, is not there. */
export function inDispatch(order: object): Moment {
  return {
    order,
    isThere: async ({ traces }) => (await traces.written(/\/cover\.pdf$/)).length > 0,
    proof: (traces) => nothing(traces.written(/\/ticket\.json$/)),
  };
}

/** While the facility downloads what it has claimed. */
export function inDownload(order: object): Moment {
  return {
    order,
    isThere: async ({ traces }) => (await traces.deeds()).includes("claimed"),
    proof: (traces) => nothing(traces.deeds().then((deeds) => deeds.filter((did) => did === "downloaded"))),
  };
}

export function card(url: string) {
  return orderOf([{ productId: "postcard-a6", quantity: 1, files: { images: [{ url }] } }]);
}

/** A photo book of the fewest pages. */
export function book(fileIds: readonly string[]) {
  const images = Array.from({ length: 24 }, (_, page) => ({ fileId: fileIds[page % fileIds.length] }));
  const files = { images, cover: { title: "Summer" } };
  return orderOf([{ productId: "photobook-hardcover-square-210", quantity: 1, files }]);
}

async function nothing(found: Promise<readonly string[]>): Promise<void> {
  expect(await found).toEqual([]);
}
