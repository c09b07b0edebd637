import * as z from "zod";
import { type Advancing, advance } from "./advance.ts";
import { found } from "./change-session.ts";
import { PaymentId, PublicationId, SessionId } from "./ids.ts";
import { readTruth } from "./read-truth.ts";

/** Messages of the storefront's queues: pointers under 1 KB, no personal data. */
export const SettleMessage = z.object({
  v: z.literal(1),
  kind: z.literal("settle"),
  sessionId: SessionId,
  paymentId: PaymentId.optional(),
});
export const MeasureMessage = z.object({
  v: z.literal(1),
  kind: z.literal("measure"),
  publicationId: PublicationId,
});

/** Reads the true state of what a webhook was about, also where nothing was awaited any more, and brings the session up to date. */
export async function settle(
  ports: Advancing,
  { sessionId, paymentId }: z.infer<typeof SettleMessage>,
): Promise<void> {
  if (paymentId) await readTruth(ports, await found(ports.sessions, sessionId), paymentId);
  await advance(ports, sessionId);
}
