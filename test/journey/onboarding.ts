import * as z from "zod";
import type { Facility } from "../../lib/order/facility.ts";
import type { Enrolment } from "../../lib/order/principal.ts";
import type { Started } from "./started.ts";

const Enrolled = z.object({ ok: z.object({ id: z.string(), keys: z.array(z.string()) }) });
const Added = z.object({ ok: z.object({ facilityId: z.string(), queueUrl: z.string(), key: z.string() }) });

/** Enrols a merchant or an application as operators do; answers its id and a look-up of its keys by their beginning. */
export async function enrol(cloud: Started, enrolment: Enrolment) {
  const { id, keys } = Enrolled.parse(await operate(cloud, "add-merchant", enrolment)).ok;
  return { id, keyOf: (prefix: string) => keys.find((key) => key.startsWith(prefix)) ?? "" };
}

/** Adds a facility as operators do. */
export async function addFacility(cloud: Started, facility: Facility) {
  return Added.parse(await operate(cloud, "add-facility", facility)).ok;
}

async function operate({ laptop }: Started, name: string, event: unknown): Promise<unknown> {
  const { body } = await laptop.functions.invoke(`printcloud-laptop-${name}`, JSON.stringify(event));
  return JSON.parse(body);
}
