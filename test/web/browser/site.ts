import * as z from "zod";
import { started } from "../../journey/started.ts";

/** Printcloud on the laptop cloud, with its demo shop. */
export interface Site {
  readonly origin: string;
  /** Publications of the shop. */
  readonly book: string;
  readonly essay: string;
  /** Lets another site frame the book's checkout. */
  allow(origin: string): Promise<void>;
  close(): Promise<void>;
}

const Published = z.object({ state: z.string(), origins: z.array(z.string()) });
const patienceMs = 60_000;

/** Starts it all and waits until the shop's publications have been measured. */
export async function openSite(): Promise<Site> {
  const cloud = await started({ storefront: true });
  const { stall, laptop } = cloud;
  if (!stall) throw new Error("the shop has nothing to sell");
  const ask = async (id: string, change?: object) => {
    const body = change ? { method: "PATCH", body: JSON.stringify(change) } : {};
    const headers = {
      authorization: `Bearer ${cloud.keyOf("sk_test_")}`,
      "content-type": "application/json",
    };
    const answer = await fetch(`${laptop.front}/storefront/publications/${id}`, { ...body, headers });
    return Published.parse(await answer.json());
  };
  const over = Date.now() + patienceMs;
  for (const id of [stall.book, stall.essay]) {
    while ((await ask(id)).state === "measuring" && Date.now() < over)
      await new Promise((next) => setTimeout(next, 500));
  }
  return {
    ...stall,
    origin: laptop.front,
    allow: async (origin) => {
      const { origins } = await ask(stall.book);
      await ask(stall.book, { origins: [...origins, origin] });
    },
    close: () => cloud.close(),
  };
}
