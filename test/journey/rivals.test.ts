import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Claim } from "../../lib/order/ticket.ts";
import type { OrderView } from "../../lib/order/views.ts";
import type { Deed } from "../../lib/printclient/entry.ts";
import { readEntries } from "../../lib/printclient/journal.ts";
import { runClient } from "../../lib/printclient/run-client.ts";
import { Behind } from "./behind.ts";
import { Caller, orderOf } from "./calls.ts";
import { picture } from "./files.ts";
import { openSources, type Sources } from "./sources.ts";
import { type Started, started } from "./started.ts";

/** 50 tickets were run as 5 x 10 (75 s on a busy machine): `RIVAL_ORDERS=5 RIVAL_POSTERS=10`. */
const orders = Number(process.env.RIVAL_ORDERS ?? 2);
const postersEach = Number(process.env.RIVAL_POSTERS ?? 5);

let cloud: Started;
let sources: Sources;
let folder: string;
let merchant: Caller;

beforeAll(async () => {
  sources = await openSources({ "/poster.jpg": await picture(1500, 2100) });
  cloud = await started();
  folder = await mkdtemp(join(tmpdir(), "printcloud-rivals-"));
  merchant = new Caller(cloud.api, cloud.keyOf("sk_live_"));
});

afterAll(async () => {
  await sources?.close();
  await cloud?.close();
  await rm(folder, { recursive: true, force: true });
});

test("two clients of one facility find the same tickets and print each once", async () => {
  const placed = await Promise.all(Array.from({ length: orders }, place));
  const queued = await Promise.all(placed.map(({ id }) => merchant.until(id, all("queued"), 80)));
  const facilities = new Set(queued.flatMap(({ items }) => items.map(({ route }) => route?.facilityId)));
  expect([...facilities]).toEqual(["utrecht"]);

  const folders = ["left", "right"].map((name) => join(folder, name));
  const clients = folders.map(start);
  const shipped = await Promise.all(placed.map(({ id }) => merchant.until(id, all("shipped"), 60)));
  await Promise.all(clients.map((client) => client.stop()));

  const journals = await Promise.all(folders.map(deedsOf));
  const claimed = journals.map((deeds) => ticketsThat(deeds, ({ did }) => did === "claimed"));
  const printed = journals.map((deeds) =>
    ticketsThat(deeds, (deed) => deed.did === "reported" && deed.status === "printed"),
  );
  for (const tickets of [claimed, printed]) {
    expect(tickets.flat()).toHaveLength(orders * postersEach);
    expect(new Set(tickets.flat()).size).toBe(orders * postersEach);
  }
  expect(printed).toEqual(claimed);
  for (const tickets of claimed) expect(tickets.length, "both have worked").toBeGreaterThan(0);
  await claimsAreTheirs(journals);
  for (const { shipments } of shipped) {
    const copies = shipments.flatMap(({ parcels }) => parcels.flatMap(({ lines = [] }) => lines));
    expect(copies.map(({ quantity }) => quantity)).toEqual(Array.from({ length: postersEach }, () => 1));
  }
});

/** The bucket's claims and what the clients' journals say of them are the same. */
async function claimsAreTheirs(journals: readonly Deed[][]): Promise<void> {
  const behind = new Behind(cloud);
  const keys = (await behind.objects("Tickets")).filter((key) => key.endsWith("/claim"));
  const claims = await Promise.all(
    keys.map(async (key) => Claim.parse(JSON.parse(String(await behind.read("Tickets", key))))),
  );
  const known = journals.flatMap((deeds) => {
    const won = new Set(ticketsThat(deeds, ({ did }) => did === "claimed"));
    return deeds.flatMap((deed) => (deed.did === "claiming" && won.has(deed.ticketId) ? [deed.claimId] : []));
  });
  expect(claims.map(({ claimId }) => claimId).sort()).toEqual(known.sort());
}

function place(): Promise<OrderView> {
  const poster = {
    productId: "poster-a3",
    quantity: 1,
    files: { images: [{ url: `${sources.origin}/poster.jpg` }] },
  };
  return merchant.place(orderOf(Array.from({ length: postersEach }, () => poster)));
}

function start(at: string) {
  return runClient({
    facilityId: "utrecht",
    api: cloud.api,
    key: cloud.demo.facilityKeys.utrecht ?? "",
    folder: at,
    simulate: { paceSeconds: 0.02 },
  });
}

function all(state: string) {
  return ({ items }: OrderView) => items.every((item) => item.state === state);
}

async function deedsOf(at: string): Promise<Deed[]> {
  return (await readEntries(at)).map(({ deed }) => deed);
}

function ticketsThat(deeds: readonly Deed[], isSo: (deed: Deed) => boolean): string[] {
  return deeds.flatMap((deed) => (isSo(deed) && "ticketId" in deed ? [deed.ticketId] : [])).sort();
}
