import * as z from "zod";
import type { Enrolment } from "../../lib/order/principal.ts";
import type { Started } from "./started.ts";

const Enrolled = z.object({ ok: z.object({ id: z.string(), keys: z.array(z.string()) }) });

/** Enrols a merchant or an application as operators do; answers its id and a look-up of its keys by their beginning. */
export async function enrol(cloud: Started, enrolment: Enrolment) {
  const { body } = await cloud.laptop.functions.invoke(
    "printcloud-laptop-add-merchant",
    JSON.stringify(enrolment),
  );
  const { id, keys } = Enrolled.parse(JSON.parse(body)).ok;
  return { id, keyOf: (prefix: string) => keys.find((key) => key.startsWith(prefix)) ?? "" };
}
