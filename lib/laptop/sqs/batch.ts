import { AwsError } from "../call.ts";

/** What became of the entries, by their ids. */
export interface BatchAnswer {
  readonly Successful: Record<string, unknown>[];
  readonly Failed: Record<string, unknown>[];
}

/** Does one thing for each entry of a batch; what fails, fails alone. */
export function each<E extends { Id: string }>(
  entries: readonly E[],
  act: (entry: E) => object,
): BatchAnswer {
  checkEntries(entries.map((entry) => entry.Id));
  const answer: BatchAnswer = { Successful: [], Failed: [] };
  for (const entry of entries) {
    try {
      answer.Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      answer.Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return answer;
}

function checkEntries(ids: readonly string[]): void {
  if (ids.length === 0)
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (ids.length > 10) {
    const message = `Maximum number of entries per request are 10. You have sent ${ids.length}.`;
    throw new AwsError("TooManyEntriesInBatchRequest", message);
  }
  const bad = ids.find((id) => !/^[\w-]{1,80}$/.test(id));
  if (bad !== undefined) throw new AwsError("InvalidBatchEntryId", badId);
  const repeated = ids.find((id, at) => ids.indexOf(id) !== at);
  if (repeated !== undefined) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${repeated} repeated.`);
}

const badId =
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
