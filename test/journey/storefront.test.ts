import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { indexPage } from "../../bin/index-page.ts";
import {
  ContentView,
  PayView,
  PublicationsView,
  PublicationView,
  SessionView,
  TrackingView,
} from "../../lib/storefront/views.ts";
import { Caller, eventually, reader } from "./calls.ts";
import { type Started, started } from "./started.ts";

let cloud: Started;
let merchant: Caller;
let shopper: Caller;

beforeAll(async () => {
  cloud = await started({ storefront: true, countGrants: true });
  merchant = new Caller(`${cloud.laptop.front}/storefront`, cloud.keyOf("sk_test_"));
  shopper = new Caller(`${cloud.laptop.front}/storefront`);
});
afterAll(() => cloud?.close());

const recipient = { ...reader, email: "reader@example.org" };

/** Opens a checkout of a publication and fills it in. */
async function filledIn(publicationId: string) {
  const opened = await shopper.post("/sessions", { publicationId, locale: "nl", countryCode: "NL" });
  expect(opened.status, opened.text).toBe(201);
  const { id } = SessionView.parse(opened.json);
  const chosen = await shopper.send("PATCH", `/sessions/${id}`, { body: { recipient } });
  expect(chosen.status, chosen.text).toBe(200);
  return SessionView.parse(chosen.json);
}

async function paid(session: SessionView, outcome: string): Promise<string> {
  const { id, price } = session;
  const answer = await shopper.post(`/sessions/${id}/pay`, { method: "test", total: price?.total });
  expect(answer.status, answer.text).toBe(201);
  const { url } = PayView.parse(answer.json);
  expect(await (await fetch(url)).text()).toContain("€");
  const body = new URLSearchParams({ outcome });
  const { status, headers } = await fetch(url, { method: "POST", body, redirect: "manual" });
  expect(status).toBe(303);
  return headers.get("location") ?? "";
}

async function until(id: string, state: SessionView["state"]): Promise<SessionView> {
  return eventually(async () => {
    const session = SessionView.parse((await shopper.get(`/sessions/${id}`)).json);
    expect(session.state).toBe(state);
    return session;
  }, 90);
}

async function mails(): Promise<string> {
  const folder = join(cloud.folder, "mail");
  const names = (await readdir(folder)).sort();
  return (await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")))).join("\n");
}

test("what the demo merchant published is measured: sold where it can be made well, else with the reason", async () => {
  await eventually(async () => {
    const { items } = PublicationsView.parse((await merchant.get("/publications")).json);
    expect(items.map(({ state, title }) => [title, state]).sort()).toEqual([
      ["An essay on engraving", "ready"],
      ["High country", "ready"],
    ]);
    const verdicts = items.flatMap(({ offers }) =>
      offers.map(({ productId, verdict }) => [productId, verdict]),
    );
    expect(verdicts).toContainEqual(["photobook-hardcover-square-210", "good"]);
    expect(verdicts).toContainEqual(["postcard-a6", "error"]);
    const [essay] = items.filter(({ title }) => title.includes("essay"));
    expect(essay?.pages).toBe(40);
    expect(essay?.previews.map(({ page }) => page)).toContain(12);
    const [first] = essay?.previews ?? [];
    expect((await fetch(first?.annotatedUrl ?? "")).headers.get("content-type")).toBe("image/jpeg");
    expect((await fetch(first?.url ?? "")).headers.get("content-type")).toBe("image/webp");
  }, 120);
});

test("a photo book goes from its button's publication to shipped, and its tracking page shows it", async () => {
  const session = await filledIn(cloud.stall?.book ?? "");
  expect(session.levels.map(({ shippingLevel }) => shippingLevel)).toEqual([
    "economy",
    "standard",
    "express",
  ]);
  expect(await paid(session, "pay")).toContain(`/checkout/${cloud.stall?.book}?session=${session.id}`);
  const { tracking } = await until(session.id, "ordered");
  const seen = await eventually(async () => {
    await cloud.laptop.clock.fire("Storefront/storefront-follow/Clock");
    const view = TrackingView.parse((await shopper.get(`/tracking/${tracking?.token}`)).json);
    expect(view.state).toBe("shipped");
    return view;
  }, 150);
  expect(seen.steps.filter(({ at }) => at !== null).map(({ name }) => name)).toEqual([
    "paid",
    "preparing",
    "printing",
    "shipped",
  ]);
  const { previews, coverPicture } = session.publication;
  for (const url of [previews[0]?.url, seen.previews[0]?.url, coverPicture]) {
    const picture = await fetch(url ?? "");
    expect(picture.headers.get("content-type")).toBe("image/webp");
    expect((await picture.bytes()).length).toBeLessThan(200_000);
  }
  expect(seen.parcels).toHaveLength(1);
  expect(seen.total).toEqual(session.price?.total);
  await eventually(async () => expect(await mails()).toContain("subject: High country is onderweg"));
  expect(await mails()).toContain("subject: Bedankt: High country wordt gedrukt");
});

/** A poster of one photograph: ready in a moment, printed in another. */
async function poster(onAccount = false): Promise<string> {
  const path = join(import.meta.dirname, "../samples/photos/life_by_Aitzol_Berasategi.jpg");
  const bytes = await readFile(path);
  const begun = await merchant.post("/contents", { bytes: bytes.length, type: "image/jpeg" });
  const { contentId, form } = ContentView.parse(begun.json);
  const wish = { title: "Life", products: ["postcard-a6"], content: { images: [{ contentId }] }, onAccount };
  expect((await merchant.post("/publications", wish)).json).toMatchObject({ code: "unknown_file" });
  const fields = new FormData();
  for (const [name, value] of Object.entries(form.fields)) fields.append(name, value);
  fields.append("file", new Blob([bytes], { type: "image/jpeg" }));
  expect((await fetch(form.url, { method: "POST", body: fields })).ok).toBe(true);
  const { id } = PublicationView.parse((await merchant.post("/publications", wish)).json);
  await eventually(async () => {
    expect((await merchant.get(`/publications/${id}`)).json).toMatchObject({ state: "ready" });
  }, 60);
  return id;
}

test("declined and late payments print nothing, and the late one goes back", async () => {
  const publication = await poster();
  const declined = await filledIn(publication);
  await paid(declined, "decline");
  expect((await until(declined.id, "open")).payment?.state).toBe("declined");
  const late = await filledIn(publication);
  await paid(late, "later");
  await eventually(async () => {
    expect((await until(late.id, "refunded")).payment?.state).toBe("refunded");
  }, 60);
  await cloud.laptop.clock.fire("Storefront/storefront-reconcile/Clock");
});

test("what a merchant pays by invoice is ordered at once, and cancelled in time it is owed no more", async () => {
  const session = await filledIn(await poster(true));
  expect(session.methods).toEqual(["invoice"]);
  const answer = await shopper.post(`/sessions/${session.id}/pay`, {
    method: "invoice",
    total: session.price?.total,
  });
  expect(answer.status, answer.text).toBe(201);
  const { tracking } = await until(session.id, "ordered");
  const cancelled = await shopper.post(`/tracking/${tracking?.token}/cancel`, {});
  // The simulated facility may have been faster.
  if (cancelled.status === 409) return;
  expect(cancelled.status, cancelled.text).toBe(200);
  await eventually(async () => {
    const view = TrackingView.parse((await shopper.get(`/tracking/${tracking?.token}`)).json);
    expect([view.state, view.payment]).toEqual(["cancelled", "refunded"]);
  }, 60);
});

test("pages carry the publication's own frame-ancestors, tracking none, the button any site's leave to read it", async () => {
  const { front } = cloud.laptop;
  const policyOf = async (path: string) => {
    const { headers, status } = await fetch(front + path);
    return { status, policy: headers.get("content-security-policy") ?? "", headers };
  };
  const checkout = await policyOf(`/checkout/${cloud.stall?.book}`);
  expect(checkout).toMatchObject({ status: 200 });
  expect(checkout.policy).toContain(`frame-ancestors 'self' ${front}`);
  const track = await policyOf("/track/trk_test_0");
  expect(track.policy).toContain("frame-ancestors 'none'");
  expect(track.headers.get("x-robots-tag")).toBe("noindex");
  const button = await policyOf("/button/v1.js");
  expect(button.headers.get("access-control-allow-origin")).toBe("*");
  expect(button.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  for (const path of ["/shop/index.html", "/shop", "/shop/", "/builder", "/builder/"]) {
    const own = await policyOf(path);
    expect([path, own.status, own.headers.get("content-type")]).toEqual([
      path,
      200,
      "text/html; charset=utf-8",
    ]);
    expect(own.policy).toContain("frame-ancestors 'none'");
  }
  for (const path of ["/shop", "/builder"]) expect(indexPage(cloud)).toContain(`href="${front}${path}"`);
  expect((await policyOf("/nothing-here")).status).toBe(404);
});

test("merchants come with their own secret key, and see nobody else's publications", async () => {
  expect((await shopper.get("/publications")).status).toBe(401);
  for (const prefix of ["pk_test_", "sk_live_"] as const) {
    const other = new Caller(merchant.api, cloud.keyOf(prefix));
    const seen = await other.get(`/publications/${cloud.stall?.book}`);
    expect([401, 404]).toContain(seen.status);
  }
});

test("every right of the storefront's functions is needed", () => {
  const grants = cloud.laptop.grants().filter(({ holder }) => holder.includes("storefront"));
  expect(grants.length).toBeGreaterThan(30);
  const unused = grants
    .filter(({ action, calls }) => calls === 0 && !action.startsWith("logs:"))
    // What it does when a provider says something else is in test/storefront.
    .filter(({ holder, action }) => !(holder.includes("reconcile") && /PutItem|SendMessage/.test(action)));
  expect(unused.map(({ holder, action, resource }) => `${holder} ${action} ${resource}`)).toEqual([]);
});
