import * as z from "zod";
import { FacilityId, Instant } from "../order/ids.ts";

/** The answer of POST /v1/facility-credentials. Fields that a newer platform adds are passed over. */
export const Grant = z.object({
  credentials: z.object({
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    sessionToken: z.string(),
    expiration: Instant,
  }),
  region: z.string(),
  facilityId: FacilityId,
  queueUrl: z.url(),
  statusQueueUrl: z.url(),
  bucket: z.object({ name: z.string(), prefix: z.string() }),
  /** Where SQS and S3 answer when it is not AWS. */
  endpoint: z.url().nullable(),
});
export type Grant = z.infer<typeof Grant>;

/** The platform does not know this key, or the key is another facility's: asking again changes nothing. */
export class KeyRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "KeyRefused";
  }
}

export interface Account {
  /** Base of the REST API, e.g. `http://localhost:4000/v1`. */
  readonly api: string;
  readonly key: string;
  readonly facilityId: string;
}

const patienceSeconds = 15;

/** Asks for an hour's credentials; throws KeyRefused, or anything else when the API cannot be reached. */
export async function askGrant({ api, key, facilityId }: Account, signal: AbortSignal): Promise<Grant> {
  const answer = await fetch(`${api.replace(/\/+$/, "")}/facility-credentials`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: "{}",
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceSeconds * 1000)]),
  });
  if (answer.status === 401 || answer.status === 403) {
    throw new KeyRefused(`the platform refused the key of ${facilityId} (${answer.status})`);
  }
  if (!answer.ok) throw new Error(`the platform answered ${answer.status}`);
  const grant = Grant.parse(await answer.json());
  if (grant.facilityId !== facilityId) {
    throw new KeyRefused(`the key belongs to ${grant.facilityId}, not to ${facilityId}`);
  }
  return grant;
}
