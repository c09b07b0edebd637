import { expect, test } from "vitest";
import { claimKey } from "../../lib/order/keys.ts";
import { revoke } from "../../lib/order/revoke.ts";
import { platformClientId } from "../../lib/order/ticket.ts";
import { madeItem } from "../order/made.ts";
import { books, claimed, openDesk, press } from "./desk.ts";

const races = 1000;
/** At the same time; each is two calls to S3. */
const lanes = 20;

test("of a facility that claims and us who revoke exactly one wins, a thousand times, and the claim says who", async () => {
  const desk = await openDesk();
  const wins = { facility: 0, us: 0 };
  const race = async (n: number) => {
    const item = madeItem({ ...books, state: "queued" });
    const runners = [() => claimed(desk, item), () => revoke(desk, item)];
    const order = n % 2 === 0 ? [0, 1] : [1, 0];
    const ends = await Promise.all(order.map(async (place) => [place, await runners[place]?.()] as const));
    const winners = ends.filter(([, won]) => won).map(([place]) => place);
    expect(winners).toHaveLength(1);
    wins[winners[0] === 0 ? "facility" : "us"]++;
    if (n % 20 !== 0) return;
    const claim = await desk.tickets.claimOf(claimKey(press, item.ticketId, item.generation));
    expect(claim?.clientId).toBe(winners[0] === 0 ? "press-1" : platformClientId);
  };
  const lane = async (first: number) => {
    for (let n = first; n < races; n += lanes) await race(n);
  };
  await Promise.all(Array.from({ length: lanes }, (_, n) => lane(n)));
  expect(wins.facility + wins.us).toBe(races);
  // Who asks first mostly wins, and both did so as often.
  expect(Math.min(wins.facility, wins.us)).toBeGreaterThan(races / 10);
}, 60_000);
