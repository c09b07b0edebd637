import type { MerchantId, Mode } from "../order/ids.ts";
import type { Bell, Merchants, Platform, Sessions, Timed } from "./ports.ts";

/** Most sessions that one round looks at; the rest are due in the next. */
const maxDue = 500;

interface FollowPorts extends Timed {
  readonly sessions: Sessions;
  readonly merchants: Merchants;
  readonly platform: Pick<Platform, "events">;
  readonly bell: Bell;
}

/** Asks the worker to look at sessions whose time has come and at those whose orders moved, by the platform's feeds. */
export async function follow(ports: FollowPorts, mode: Mode): Promise<number> {
  const due = await ports.sessions.due(mode, ports.clock.now(), maxDue);
  for (const sessionId of due) await ports.bell.ring({ kind: "settle", sessionId });
  const now = ports.clock.now();
  const merchants = (await ports.merchants.list(mode)).filter((merchant) => isAsked(merchant, now));
  const feeds = await Promise.allSettled(merchants.map((merchant) => readFeed(ports, mode, merchant)));
  const moved = feeds.map((feed) => (feed.status === "fulfilled" ? feed.value : 0));
  // One that took its grant back keeps no other's shoppers waiting.
  const faults = feeds.flatMap((feed) => (feed.status === "rejected" ? [feed.reason as unknown] : []));
  if (faults.length > 0)
    throw new AggregateError(faults, `${faults.length} of ${merchants.length} feeds could not be read`);
  return moved.reduce((sum, each) => sum + each, due.length);
}

/** Minutes between looks at a merchant without an open order: so often that little has piled up when the next one comes. */
const idleMinutes = 15;

/** Those who have open orders each minute, the others in turns. */
function isAsked(
  { merchantId, busyUntil }: { readonly merchantId: MerchantId; readonly busyUntil: string | null },
  now: Date,
): boolean {
  if (busyUntil !== null && busyUntil > now.toISOString()) return true;
  const turn = [...merchantId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return (Math.floor(now.getTime() / 60_000) + turn) % idleMinutes === 0;
}

/** Most pages of one merchant's feed in one round. */
const maxPages = 20;

/** The position is kept after the bells rang: an event is heard twice at worst. */
async function readFeed(
  ports: FollowPorts,
  mode: Mode,
  { merchantId, position, page = 1 }: Reader,
): Promise<number> {
  const { sessions, merchants, platform, bell } = ports;
  const owner = { mode, merchantId };
  const events = await platform.events(owner, position);
  const orders = new Set(events.filter(({ type }) => isNews(type)).map(({ orderId }) => orderId));
  for (const orderId of orders) {
    const sessionId = await sessions.ofOrder(mode, orderId);
    if (sessionId) await bell.ring({ kind: "settle", sessionId });
  }
  const last = events.at(-1);
  if (!last) return 0;
  await merchants.read(owner, last.position);
  if (page === maxPages) return orders.size;
  return orders.size + (await readFeed(ports, mode, { merchantId, position: last.position, page: page + 1 }));
}

interface Reader {
  readonly merchantId: MerchantId;
  readonly position: number;
  readonly page?: number;
}

function isNews(type: string): boolean {
  return type.startsWith("order.") || /^item\.(accepted|printing|printed|shipped|delivered)$/.test(type);
}
