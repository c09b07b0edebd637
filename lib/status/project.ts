import type { EventMessage } from "../order/messages.ts";
import type { Feed } from "../order/ports.ts";

/** Gives an event its place in the merchant's feed and in its order's history. */
export async function project(feed: Feed, message: EventMessage): Promise<void> {
  await feed.append(message);
}
