import { Rejected } from "../order/errors.ts";
import { facilityPrefix } from "../order/keys.ts";
import type { Facilities, FacilitySessions } from "../order/ports.ts";
import type { Principal } from "../order/principal.ts";
import type { CredentialsView } from "../order/views.ts";

export interface CredentialPorts {
  readonly facilities: Facilities;
  readonly sessions: FacilitySessions;
  /** Where everything is: clients use what they are given and never build names. */
  readonly place: {
    readonly AWS_REGION: string;
    readonly QUEUE_TRACK: string;
    readonly TICKETS_BUCKET: string;
    readonly AWS_ENDPOINT_URL?: string | undefined;
  };
}

/** Credentials for an hour: the facility's own queue, its own prefix, and the status queue. */
export async function credentials(
  { facilities, sessions, place }: CredentialPorts,
  principal: Principal,
): Promise<CredentialsView> {
  const facility = principal.kind === "facility" ? await facilities.get(principal.facilityId) : undefined;
  if (!facility) throw new Rejected("not_found", "There is no such facility any more.");
  return {
    credentials: await sessions.assume(facility.id),
    region: place.AWS_REGION,
    facilityId: facility.id,
    queueUrl: facility.queueUrl,
    statusQueueUrl: place.QUEUE_TRACK,
    bucket: { name: place.TICKETS_BUCKET, prefix: facilityPrefix(facility.id) },
    endpoint: place.AWS_ENDPOINT_URL ?? null,
  };
}
