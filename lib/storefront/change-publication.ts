import { Rejected, Unavailable } from "../order/errors.ts";
import type { PublicationId } from "./ids.ts";
import type { Publications } from "./ports.ts";
import type { Publication } from "./publication.ts";

const maxAttempts = 10;

/** Loads the publication, applies `change` and stores the result if nobody was first, else again. */
export async function changePublication(
  publications: Publications,
  id: PublicationId,
  change: (publication: Publication) => Publication,
): Promise<Publication> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const before = await publications.load(id);
    if (!before) throw new Rejected("not_found", "There is no such publication.");
    const after = { ...change(before), version: before.version + 1 };
    if (await publications.save(after)) return after;
  }
  throw new Unavailable(`publication ${id} was changed by others ${maxAttempts} times in a row`);
}
