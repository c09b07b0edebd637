import { randomBytes } from "node:crypto";
import { Rejected } from "../order/errors.ts";
import type { Facility } from "../order/facility.ts";
import type { Facilities, FacilityQueues, KeyStore } from "../order/ports.ts";
import { writeKey } from "../order/principal.ts";

export interface AddFacilityPorts {
  readonly facilities: Facilities;
  readonly keys: KeyStore;
  readonly queues: FacilityQueues;
}

/** Onboards a facility: its queue, its row, and a key that is shown this once. Adding again renews row and key. */
export async function addFacility(
  { facilities, keys, queues }: AddFacilityPorts,
  facility: Facility,
): Promise<{ facilityId: string; queueUrl: string; key: string }> {
  const known = await facilities.get(facility.id);
  if (known && known.mode !== facility.mode) {
    throw new Rejected("invalid_request", `Facility ${facility.id} is there in ${known.mode} mode.`, {
      pointer: "/mode",
      given: facility.mode,
      wanted: known.mode,
    });
  }
  const queueUrl = await queues.ensure(facility.id);
  await facilities.put({ ...facility, queueUrl });
  const { id: facilityId, mode } = facility;
  const key = writeKey("facility", mode, randomBytes(32));
  // Facilities call the API twice an hour: they share one usage key and are not metered.
  await keys.put(key, {
    principal: { kind: "facility", facilityId, mode, keyId: `facility-${facilityId}` },
    usageKey: null,
  });
  return { facilityId, queueUrl, key };
}
