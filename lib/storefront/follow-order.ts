import type { PositionedEvent } from "../order/event.ts";
import { changeSession } from "./change-session.ts";
import type { KnownOrder, Platform, Sessions } from "./ports.ts";
import type { Placed, Session } from "./session.ts";

interface Following {
  readonly sessions: Sessions;
  readonly platform: Platform;
}

/** Reads the session's order from the platform, unless nothing more can come of it. */
export async function followOrder({ sessions, platform }: Following, session: Session): Promise<Session> {
  const { placed, mode, merchantId } = session;
  // One that failed or was cancelled may be shipped all the same.
  if (!placed?.orderId || placed.state === "delivered") return session;
  const order = await platform.order({ mode, merchantId }, placed.orderId);
  return changeSession(sessions, session.id, (current) => {
    if (!current.placed) return undefined;
    const after = seen(current.placed, order);
    return JSON.stringify(after) === JSON.stringify(current.placed)
      ? undefined
      : { ...current, placed: after };
  });
}

/** What the platform says of the order, as the tracking page shows it. */
export function seen(placed: Placed, order: KnownOrder): Placed {
  const history = order.history ?? [];
  const at = (...types: PositionedEvent["type"][]) =>
    history.find(({ type }) => types.includes(type))?.occurredAt;
  const reached = {
    preparing: order.createdAt,
    printing: at("item.accepted", "item.printing", "item.printed"),
    shipped: at("item.shipped", "item.delivered"),
    delivered: at("item.delivered"),
  };
  const known = Object.entries(reached).filter(([, time]) => time !== undefined);
  const parcels = order.shipments.flatMap((shipment) => shipment.parcels);
  return {
    ...placed,
    state: order.state,
    steps: { ...placed.steps, ...Object.fromEntries(known) },
    parcels: parcels.map(({ carrier, tracking, url }) => ({ carrier, tracking, url: url ?? null })),
    canCancel: order.actions.includes("cancel"),
  };
}
