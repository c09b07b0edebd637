import * as z from "zod";
import { FacilityId, Instant, Sha256, TicketId } from "../order/ids.ts";
import { Parcel, ReportWord } from "../order/report.ts";

const job = { ticketId: TicketId, generation: z.int().positive() };
/** Counts printings of one ticket: 1, and one more for each reprint that an operator asks for. */
const run = z.int().positive();
const sentence = z.string().max(400);

/** What the client did, or is about to do: written and on disk before the world hears of it. */
export const Deed = z.discriminatedUnion("did", [
  z.object({ did: z.literal("opened"), facilityId: FacilityId, clientId: z.string() }),
  /** On disk before the claim is made, so that a claim whose reply was lost is known as our own. */
  z.object({ did: z.literal("claiming"), ...job, prefix: z.string(), claimId: z.string() }),
  z.object({ did: z.literal("claimed"), ...job }),
  z.object({ did: z.literal("lost"), ...job, by: z.string() }),
  z.object({
    did: z.literal("downloaded"),
    ...job,
    files: z.array(z.object({ name: z.string(), role: z.string(), bytes: z.int(), sha256: z.array(Sha256) })),
  }),
  /** A status for the platform: the outbox is every one of these without its `sent`. */
  z.object({
    did: z.literal("reported"),
    ...job,
    status: ReportWord,
    quantity: z.int().positive().optional(),
    reason: sentence.optional(),
    /** The facility's own remark, not sent. */
    note: sentence.optional(),
    /** The output that prints it, when it is not the operator who says so. */
    output: z.string().max(80).optional(),
    parcels: z.array(Parcel).max(50).optional(),
  }),
  z.object({ did: z.literal("sent"), ...job, seq: z.int().positive() }),
  /** What an output must know again after a crash, e.g. the number that a printer gave the job. */
  z.object({ did: z.literal("noted"), ...job, run, key: z.string().max(200), value: sentence }),
  /** The output is through with this run. */
  z.object({ did: z.literal("handed"), ...job, run }),
  /** Nobody but an operator can tell whether this run is on paper: they say printed, failed or reprint. */
  z.object({ did: z.literal("stuck"), ...job, run, reason: sentence }),
  z.object({ did: z.literal("reprint"), ...job, reason: sentence.min(1) }),
  /** The files, and with them the recipient, are gone from the folder. */
  z.object({ did: z.literal("removed"), ...job }),
]);
export type Deed = z.infer<typeof Deed>;
export type JobDeed = Exclude<Deed, { did: "opened" }>;

/** One line of the journal. `id` lets a writer find its own line again among those of others. */
export const Entry = z.object({ id: z.string(), at: Instant, deed: Deed });
export type Entry = z.infer<typeof Entry>;
