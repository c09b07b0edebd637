import { Unavailable } from "../order/errors.ts";
import type { CouponUses, Timed, UsedCoupon, Uses } from "./ports.ts";
import { couponOf } from "./price-session.ts";
import { Refused } from "./problem.ts";
import type { Publication } from "./publication.ts";
import { purseOf } from "./purse.ts";
import type { Session } from "./session.ts";

export interface CouponPorts extends Timed {
  readonly coupons: CouponUses;
}

/** A charge is heard of within a quarter of an hour; one that is not for this long after its page ended may be one too many. */
const slackMs = 2 * 3_600_000;

/** Throws Refused `coupon_used_up` when others have taken all uses of the session's coupon. */
export async function checkUses(
  { coupons, clock }: CouponPorts,
  session: Pick<Session, "id">,
  { publication, code }: { readonly publication: Publication; readonly code: string | null },
): Promise<void> {
  const limited = limitOf(publication, code, clock.now());
  if (!limited) return;
  const uses = await coupons.load(limited.coupon);
  if (uses) checkRoom(uses, session, { ...limited, now: clock.now() });
}

/** Takes one use for a session that is about to be paid, once however often it is asked. Refused `coupon_used_up` when none is left. */
export async function takeUse(ports: CouponPorts, session: Session, publication: Publication): Promise<void> {
  const now = ports.clock.now();
  const limited = limitOf(publication, session.choice.coupon, now);
  const last = session.payments.reduce(
    (latest, { expiresAt }) => (expiresAt > latest ? expiresAt : latest),
    "",
  );
  if (!limited || last === "") return;
  const until = new Date(Date.parse(last) + slackMs).toISOString();
  await changeUses(ports.coupons, limited.coupon, (uses) => {
    checkRoom(uses, session, { ...limited, now });
    const known = uses.holders[session.id];
    if (known === null || known === until) return undefined;
    return { ...heldBy(uses, now), [session.id]: until };
  });
}

/**
 * Makes the count of uses what the session's money says: for good once it is paid, free again when nothing can be paid
 * any more or the money went back. What a crash leaves undone lapses by itself, and whoever paid is never refused.
 */
export async function keepUses({ coupons, clock }: CouponPorts, session: Session): Promise<void> {
  const { mode, publicationId, id } = session;
  for (const code of new Set(session.payments.flatMap(({ bill }) => bill.choice.coupon ?? []))) {
    const fate = fateOf(session, code, clock.now());
    if (fate === "open") continue;
    await changeUses(coupons, { mode, publicationId, code }, (uses) => heldAfter(uses, id, fate));
  }
}

function heldAfter(
  { version, holders }: Uses,
  id: string,
  fate: "paid" | "over",
): Uses["holders"] | undefined {
  const wanted = fate === "paid" ? null : undefined;
  // Without a row it is not limited.
  if (version === 0 || holders[id] === wanted) return undefined;
  const { [id]: _, ...others } = holders;
  return fate === "paid" ? { ...others, [id]: null } : others;
}

function fateOf({ payments, events }: Session, code: string, now: Date): "paid" | "open" | "over" {
  const mine = payments.filter(({ bill }) => bill.choice.coupon === code);
  const purses = mine.map(({ id }) => purseOf(events, id));
  if (purses.some(({ charged, refundAsked }) => charged > 0 && refundAsked === 0)) return "paid";
  const isOpen = mine.some(({ closed, expiresAt }) => !closed && expiresAt > now.toISOString());
  return isOpen ? "open" : "over";
}

interface Limited {
  readonly coupon: UsedCoupon;
  readonly maxUses: number;
}

function limitOf(publication: Publication, code: string | null, now: Date): Limited | undefined {
  const maxUses = couponOf(publication, code, now)?.maxUses;
  if (code === null || !maxUses) return undefined;
  const { mode, id: publicationId } = publication;
  return { coupon: { mode, publicationId, code }, maxUses };
}

/** Those whose time is not over. */
function heldBy({ holders }: Uses, now: Date): Uses["holders"] {
  const isHeld = ([, until]: readonly [string, string | null]) => until === null || until > now.toISOString();
  return Object.fromEntries(Object.entries(holders).filter(isHeld));
}

function checkRoom(
  uses: Uses,
  { id }: Pick<Session, "id">,
  { maxUses, coupon, now }: Limited & { readonly now: Date },
): void {
  const others = Object.keys(heldBy(uses, now)).filter((holder) => holder !== id);
  if (others.length < maxUses) return;
  const blame = { pointer: "/coupon", given: coupon.code };
  throw new Refused("coupon_used_up", "This code has been used as often as it may be.", blame);
}

const maxAttempts = 20;

/** `decide` answers who holds a use from now on; undefined when nothing changes. */
async function changeUses(
  coupons: CouponUses,
  coupon: UsedCoupon,
  decide: (uses: Uses) => Uses["holders"] | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const uses = (await coupons.load(coupon)) ?? { version: 0, holders: {} };
    const holders = decide(uses);
    if (!holders) return;
    if (await coupons.save(coupon, { version: uses.version + 1, holders })) return;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 5 * 2 ** attempt)));
  }
  throw new Unavailable(`coupon was taken by others ${maxAttempts} times in a row`);
}
