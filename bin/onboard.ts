import { join } from "node:path";
import * as z from "zod";
import { facilities } from "../lib/catalogue/facilities.ts";
import { keptFile } from "../lib/laptop/kept-file.ts";
import type { Laptop } from "../lib/laptop/laptop.ts";

const Demo = z.object({
  merchantId: z.string(),
  keys: z.array(z.string()),
  facilityKeys: z.record(z.string(), z.string()),
});

/** Keys of the demo merchant and of the sample facilities, made at the first start and kept. */
export type Demo = z.infer<typeof Demo>;

/** The demo merchant and the sample facilities, through the same functions that operators use. */
export async function onboard(laptop: Laptop, folder: string, say: (line: string) => void): Promise<Demo> {
  const kept = keptFile(join(folder, "demo.json"));
  const text = await kept.read();
  if (text !== undefined) return Demo.parse(JSON.parse(text));
  const merchant = Enrolled.parse(
    await invoke(laptop, "add-merchant", { kind: "merchant", name: "Demo shop", tier: "standard" }),
  );
  const facilityKeys: Record<string, string> = {};
  for (const facility of facilities) {
    facilityKeys[facility.id] = FacilityAdded.parse(await invoke(laptop, "add-facility", facility)).key;
  }
  const demo: Demo = { merchantId: merchant.id, keys: merchant.keys, facilityKeys };
  await kept.write(JSON.stringify(demo, null, 1));
  say(`Onboarded a demo merchant and ${facilities.length} facilities`);
  return demo;
}

/** What an operator's enrolment answers. */
export const Enrolled = z.object({ id: z.string(), keys: z.array(z.string()) });
const FacilityAdded = z.object({ key: z.string() });
const OperatorAnswer = z.object({ ok: z.unknown() });

/** Calls an operator's function of the laptop. */
export async function invoke(laptop: Laptop, name: string, event: unknown): Promise<unknown> {
  const { failed, body } = await laptop.functions.invoke(`printcloud-laptop-${name}`, JSON.stringify(event));
  if (failed) throw new Error(`${name} failed: ${body}`);
  return OperatorAnswer.parse(JSON.parse(body)).ok;
}
