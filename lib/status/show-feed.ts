import type { Feed, Owner } from "../order/ports.ts";
import type { EventsQuery } from "../order/requests.ts";

/** The merchant's events after a position. `nextCursor` is the position to ask after next, null when nothing is new. */
export async function showFeed(feed: Feed, owner: Owner, { after, limit }: EventsQuery) {
  const items = await feed.read(owner, after, limit);
  return { items, nextCursor: items.length > 0 ? String(items.at(-1)?.position) : null };
}
