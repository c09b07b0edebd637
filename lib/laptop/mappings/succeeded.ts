import * as z from "zod";
import type { Outcome } from "../functions/outcome.ts";
import type { Message } from "./records.ts";

const Answer = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullable();

/**
 * The messages that may be deleted. As Lambda reads it: an error fails the batch; with partial answers null and an
 * empty list mean all went well, but an answer of another shape, or one that names a stranger, fails the batch.
 */
export function succeeded(
  batch: readonly Message[],
  { failed, body }: Outcome,
  partial: boolean,
): readonly Message[] {
  if (failed) return [];
  if (!partial) return batch;
  const answer = Answer.safeParse(JSON.parse(body));
  if (!answer.success) return [];
  const failures = new Set(answer.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(batch.map(({ MessageId }) => MessageId));
  if (![...failures].every((id) => known.has(id))) return [];
  return batch.filter(({ MessageId }) => !failures.has(MessageId));
}
