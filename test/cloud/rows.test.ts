import { expect, test } from "vitest";
import { facilities } from "../../lib/catalogue/facilities.ts";
import { absent } from "../../lib/cloud/table.ts";
import { MerchantId } from "../../lib/order/ids.ts";
import { writeKey } from "../../lib/order/principal.ts";
import { madeFacility, madeOrder, owner, stranger } from "../order/made.ts";
import { type Fate, lossyDynamo } from "./lossy.ts";
import { openCloud, wired } from "./opened.ts";

const at = new Date("2026-11-21T10:00:00.000Z");
/** Some of these fill more than one answer of 1 MB. */
const long = "x".repeat(30_000);

test("a conditional write succeeds when the row is its own, and fails when it is another's", async () => {
  const cloud = await openCloud();
  const fates: Fate[] = ["reply lost", "never sent", "arrives"];
  const lossy = wired(
    { ...cloud, dynamo: lossyDynamo(cloud, () => fates.shift() ?? "arrives") },
    cloud.queues,
  );
  expect(await lossy.rows.put({ pk: "a", sk: "b", n: 1 }, absent)).toBe(true);
  expect(await lossy.rows.put({ pk: "a", sk: "b", n: 2 }, absent)).toBe(false);
  expect(await cloud.rows.get({ pk: "a", sk: "b" })).toMatchObject({ n: 1 });
});

test("all rows are found however many answers they take, and counted without being sent", async () => {
  const { rows } = await openCloud();
  const puts = Array.from({ length: 50 }, (_, n) =>
    rows.put({ pk: "many", sk: String(n).padStart(3, "0"), long }),
  );
  await Promise.all(puts);
  const query = { expression: "pk = :many", values: { ":many": "many" } };
  expect((await rows.search(query)).lastKey).toBeDefined();
  expect(await rows.searchAll(query)).toHaveLength(50);
  expect(await rows.count(query)).toBe(50);
});

test("an alert is open once, by kind, subject and mode, until it is closed", async () => {
  const { alerts } = await openCloud();
  const alert = { kind: "k", subject: "s", mode: "test", detail: "d" } as const;
  const opened = await Promise.all(Array.from({ length: 5 }, () => alerts.open(alert, at)));
  expect(opened.filter((first) => first)).toHaveLength(1);
  expect(await alerts.open({ ...alert, subject: "other" }, at)).toBe(true);
  expect(await alerts.open({ ...alert, mode: "live" }, at)).toBe(true);
  expect(await alerts.list("test")).toHaveLength(2);
  await alerts.close("k", "s", "test");
  await alerts.close("k", "s", "test");
  expect(await alerts.list("test")).toEqual([{ ...alert, subject: "other", openedAt: at.toISOString() }]);
  expect(await alerts.open(alert, at)).toBe(true);
});

test("all open alerts are seen, also when they fill more than one answer", async () => {
  const { alerts } = await openCloud();
  const subjects = Array.from({ length: 40 }, (_, n) => String(n));
  await Promise.all(
    subjects.map((subject) => alerts.open({ kind: "k", subject, mode: "test", detail: long }, at)),
  );
  expect(await alerts.list("test")).toHaveLength(40);
});

test("facilities are listed by mode, all of them, and found by their one id", async () => {
  const cloud = await openCloud();
  for (const facility of facilities)
    await cloud.facilities.put({ ...facility, queueUrl: "http://127.0.0.1/1/q" });
  expect((await cloud.facilities.list("test")).map(({ id }) => id).sort()).toEqual([
    "test-amsterdam",
    "test-chicago",
  ]);
  expect((await cloud.facilities.get("utrecht"))?.mode).toBe("live");
  expect(await cloud.facilities.get("nowhere")).toBeUndefined();
  const named = (n: number) => madeFacility({ id: `press-${n}`, name: long });
  for (let n = 0; n < 40; n++) await cloud.facilities.put({ ...named(n), queueUrl: "http://127.0.0.1/1/q" });
  expect(await cloud.facilities.list("test")).toHaveLength(42);
  await cloud.facilities.put({ ...named(0), open: false, queueUrl: "http://127.0.0.1/1/q" });
  expect((await cloud.facilities.get("press-0"))?.open).toBe(false);
});

test("an item counts once a day against its facility", async () => {
  const { workload } = await openCloud();
  for (const item of ["a", "a", "b"]) await workload.add("press", "2026-11-21", item);
  await workload.add("other", "2026-11-21", "a");
  expect(await workload.count("press", "2026-11-21")).toBe(2);
  expect(await workload.count("press", "2026-11-22")).toBe(0);
});

test("an upload is its owner's in its mode", async () => {
  const { uploads } = await openCloud();
  const upload = { fileId: "fil_01KAJ0000000000000000000ZZ", key: "k", bytes: 1, type: "image/png" } as const;
  await uploads.put(owner, { ...upload, state: "open", multipartId: null });
  await uploads.put(owner, { ...upload, state: "complete", multipartId: null });
  expect((await uploads.get(owner, upload.fileId))?.state).toBe("complete");
  expect(await uploads.get(stranger, upload.fileId)).toBeUndefined();
  expect(await uploads.get({ ...owner, mode: "live" }, upload.fileId)).toBeUndefined();
});

test("a ticket leads to its item in its own mode only", async () => {
  const { ticketIndex } = await openCloud();
  const { id: orderId, items } = madeOrder();
  const [{ id: itemId, ticketId } = { id: "itm_", ticketId: "tkt_" as const }] = items;
  await ticketIndex.put(ticketId, { ...owner, orderId, itemId });
  expect(await ticketIndex.find("test", ticketId)).toEqual({ ...owner, orderId, itemId });
  expect(await ticketIndex.find("live", ticketId)).toBeUndefined();
});

test("a key is found by itself alone, and is nowhere in the rows", async () => {
  const { keys, rows } = await openCloud();
  const key = writeKey("secret", "test", Buffer.alloc(32, 9));
  const merchantId = MerchantId.parse(owner.merchantId);
  const row = {
    principal: { kind: "secret", mode: "test", merchantId, keyId: "k" },
    usageKey: "u".repeat(20),
  } as const;
  await keys.put(key, row);
  expect(await keys.find(key)).toEqual(row);
  for (const other of [
    key.replace("test", "live"),
    key.slice(0, -1),
    "",
    "sk_test_x",
    writeKey("publishable", "test", Buffer.alloc(32, 9)),
  ])
    expect(await keys.find(other), other).toBeUndefined();
  const seen = await rows.searchAll({ expression: "pk = :k", values: { ":k": `test#key#${key}` } });
  expect(seen).toEqual([]);
});

test("a grant is for one merchant, one mode and one application", async () => {
  const { keys } = await openCloud();
  await keys.grant("test", owner.merchantId, "app_a");
  expect(await keys.granted("test", owner.merchantId, "app_a")).toBe(true);
  expect(await keys.granted("live", owner.merchantId, "app_a")).toBe(false);
  expect(await keys.granted("test", stranger.merchantId, "app_a")).toBe(false);
  expect(await keys.granted("test", owner.merchantId, "app_b")).toBe(false);
});
