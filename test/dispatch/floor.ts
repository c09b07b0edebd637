import { cancel } from "../../lib/dispatch/cancel.ts";
import { dispatch } from "../../lib/dispatch/dispatch.ts";
import { recall } from "../../lib/dispatch/recall.ts";
import { reprint } from "../../lib/dispatch/reprint.ts";
import { changeOrder } from "../../lib/order/change.ts";
import { Rejected } from "../../lib/order/errors.ts";
import { claimKey, fileKey } from "../../lib/order/keys.ts";
import { type Item, type Order, refOf } from "../../lib/order/order.ts";
import { editItem, moveItem } from "../../lib/order/transitions.ts";
import { track } from "../../lib/status/track.ts";
import { watch } from "../../lib/status/watch.ts";
import { enrol } from "../intake/taking.ts";
import { madeFacility } from "../order/made.ts";
import { type Desk, openDesk, press, reloaded, stored } from "./desk.ts";

const facilityRoleId = "AROAFACILITY";
const presses = [press, "press-b", "press-c", "press-d"] as const;

/** A ticket in one generation at one facility, as its own client sees it. */
export interface Job {
  readonly facilityId: string;
  readonly item: Item;
  state: "found" | "claimed" | "accepted" | "printing" | "shipped" | "refused" | "recalled" | "lost";
  seq: number;
}

const next: Partial<Record<Job["state"], Job["state"]>> = {
  claimed: "accepted",
  accepted: "printing",
  printing: "shipped",
};

/** The platform with four facilities whose clients keep to the protocol, and statuses that are late, twice and shuffled. */
export async function openFloor() {
  const desk = await openDesk();
  for (const id of presses.slice(1)) await enrol(desk, madeFacility({ id }));
  return desk;
}

/** Everything that may be done to one order; whatever is refused as too late is no fault. */
export class Floor {
  readonly desk: Desk;
  readonly jobs = new Map<string, Job>();
  readonly mail: { facilityId: string; body: string }[] = [];
  readonly order: Order;

  static async open(desk: Desk): Promise<Floor> {
    const item = { productId: "softcover-a4", quantity: 4, pages: 24, preparedDoc: "doc" } as const;
    const wish = { ...item, state: "preparing" } as const;
    return new Floor(desk, await stored(desk, [wish, wish]));
  }

  constructor(desk: Desk, order: Order) {
    this.desk = desk;
    this.order = order;
  }

  now(): Promise<Order> {
    return reloaded(this.desk, this.order);
  }

  /** Routes, renders and dispatches whatever waits for that, to the first facility that was not tried. */
  async work(): Promise<void> {
    await this.#route();
    for (const { id: itemId, generation, state } of (await this.now()).items) {
      if (state !== "rendering") continue;
      const message = {
        v: 1,
        kind: "dispatch",
        ...refOf(this.order),
        itemId,
        generation,
        effectId: "e",
      } as const;
      await dispatch(this.desk, message);
    }
    for (const item of (await this.now()).items) if (item.state === "queued") this.#find(item);
  }

  #find(item: Item): void {
    const { facilityId } = item;
    if (facilityId === null || this.jobs.has(jobOf(facilityId, item))) return;
    this.jobs.set(jobOf(facilityId, item), { facilityId, item, state: "found", seq: 0 });
  }

  async #route(): Promise<void> {
    const { ledger } = this.desk;
    const doc = fileKey(refOf(this.order), "doc", "d".repeat(64));
    await changeOrder(ledger, refOf(this.order), (order) => {
      const waiting = order.items.filter(({ state }) => state === "preparing" || state === "routed");
      if (waiting.length === 0) return undefined;
      return waiting.reduce((at, { id: itemId, state, tried, facilityId: kept }) => {
        const facilityId = kept ?? presses.find((id) => !tried.includes(id)) ?? press;
        const shipmentId = "shp_01KAJ0000000000000000000ZZ" as const;
        const routed = state === "routed" ? at : moveItem(at, { itemId, to: "routed" }, ledger);
        const placed = editItem(routed, itemId, (item) => ({
          ...item,
          facilityId,
          shipmentId,
          renderedDoc: doc,
        }));
        return moveItem(placed, { itemId, to: "rendering" }, ledger);
      }, order);
    });
  }

  async cancel(place: number, quantity?: number): Promise<void> {
    const { items } = await this.now();
    const { id } = items[place % items.length] ?? {};
    const named = id && { items: [{ id, ...(quantity && { quantity }) }] };
    await this.#asked(() => cancel(this.desk, this.#wish(), named || {}));
  }

  async reprint(place: number): Promise<void> {
    const { items } = await this.now();
    const { id = "" } = items[place % items.length] ?? {};
    const creased = { reason: "creased", payer: "facility" } as const;
    await this.#asked(() => reprint(this.desk, { ...this.#wish(), itemId: id }, creased));
  }

  async recall(place: number, purpose: "reroute" | "cancel"): Promise<void> {
    const { items } = await this.now();
    const { id: itemId } = items[place % items.length] ?? {};
    if (itemId) await this.#asked(() => recall(this.desk, { ...refOf(this.order), itemId, purpose }));
  }

  /** A day without a word, and the watchdog after it. */
  async silence(): Promise<void> {
    this.desk.clock.pass(24 * 60 + 1);
    await watch(this.desk, { mode: "test", now: this.desk.clock.now() });
  }

  async claim(place: number): Promise<void> {
    const job = this.#job(place);
    if (job?.state !== "found") return;
    const { ticketId, generation } = job.item;
    const ours = { clientId: job.facilityId, claimId: "c", at: this.desk.clock.now().toISOString() };
    const winner = await this.desk.tickets.claim(claimKey(job.facilityId, ticketId, generation), ours);
    if (job.state === "found") job.state = winner.clientId === job.facilityId ? "claimed" : "lost";
  }

  /** The client says the next word of what it claimed. */
  say(place: number): void {
    const job = this.#job(place);
    const state = job && next[job.state];
    if (job && state) this.#post(job, state);
  }

  /** Refuses, or answers a recall that may never have been asked, while nothing is on paper. */
  giveBack(place: number): void {
    const job = this.#job(place);
    if (!job || !["found", "claimed", "accepted"].includes(job.state)) return;
    this.#post(job, job.state === "accepted" && place % 2 === 0 ? "recalled" : "refused");
  }

  /** Brings one of the statuses under way, or brings it and keeps it for another time. */
  async deliver(place: number, twice: boolean): Promise<void> {
    const at = place % Math.max(1, this.mail.length);
    const [posted] = twice ? this.mail.slice(at, at + 1) : this.mail.splice(at, 1);
    if (!posted) return;
    const senderId = `${facilityRoleId}:${posted.facilityId}`;
    await track({ ...this.desk, facilityRoleId }, { body: posted.body, senderId });
  }

  #post(job: Job, status: Job["state"]): void {
    const { ticketId, generation } = job.item;
    job.state = status;
    job.seq++;
    const at = this.desk.clock.now().toISOString();
    const reason = status === "refused" ? "no_stock" : undefined;
    const body = { v: 1, kind: "status", ticketId, generation, seq: job.seq, status, at, reason };
    this.mail.push({ facilityId: job.facilityId, body: JSON.stringify(body) });
  }

  #job(place: number): Job | undefined {
    return [...this.jobs.values()][place % Math.max(1, this.jobs.size)];
  }

  #wish() {
    const { mode, merchantId, id } = this.order;
    return { mode, merchantId, id };
  }

  async #asked(call: () => Promise<unknown>): Promise<void> {
    await call().catch((error: unknown) => {
      if (!(error instanceof Rejected)) throw error;
    });
  }
}

function jobOf(facilityId: string, { ticketId, generation }: Item): string {
  return `${ticketId}/${generation}/${facilityId}`;
}
