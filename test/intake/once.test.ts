import { expect, test } from "vitest";
import { answersIn } from "../../lib/cloud/answers.ts";
import type { Ledger } from "../../lib/order/change.ts";
import { Unavailable } from "../../lib/order/errors.ts";
import type { OpenedCloud } from "../cloud/opened.ts";
import { secretOf } from "../lambda/asked.ts";
import { madeFacility, owner, stranger } from "../order/made.ts";
import { intakeDoor, openIntake, wish } from "./taking.ts";

async function stored(cloud: OpenedCloud) {
  return (await cloud.orders.list(owner, { limit: 100 })).items;
}

test("the same key and body twice is one order and the same answer to the byte", async () => {
  const cloud = await openIntake();
  const request = wish({ metadata: { z: "1", a: "2", "10": "x", "9": "y" }, merchantReference: null });
  const first = await cloud.order(request, { key: "k" });
  cloud.clock.pass(60 * 24 * 29);
  const second = await cloud.order(request, { key: "k" });
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.text).toBe(first.text);
  expect(await stored(cloud)).toHaveLength(1);
  expect(await cloud.taken("prepare")).toHaveLength(1);
});

test("without a key, with another key, or from another merchant it is another order", async () => {
  const cloud = await openIntake();
  const answers = await Promise.all([
    cloud.order(wish()),
    cloud.order(wish()),
    cloud.order(wish(), { key: "a" }),
    cloud.order(wish(), { key: "b" }),
    cloud.order(wish(), { key: "a", principal: secretOf(stranger) }),
    cloud.order(wish(), { key: "a", principal: secretOf({ ...owner, mode: "test" }) }),
  ]);
  const ids = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
  expect(new Set(ids).size).toBeGreaterThanOrEqual(5);
});

test("ten at once with one key are one order; the others are told to wait, or what was answered", async () => {
  const cloud = await openIntake();
  const said = await Promise.all(Array.from({ length: 10 }, () => cloud.order(wish(), { key: "k" })));
  expect(await stored(cloud)).toHaveLength(1);
  const taken = said.filter(({ status }) => status === 201);
  expect(taken.length).toBeGreaterThan(0);
  expect(new Set(taken.map(({ text }) => text)).size).toBe(1);
  for (const { status, body, headers } of said.filter(({ status }) => status !== 201)) {
    expect([status, body.code]).toEqual([409, "request_in_progress"]);
    expect(headers["retry-after"]).toBe("2");
  }
  expect((await cloud.order(wish(), { key: "k" })).text).toBe(taken[0]?.text);
});

test("the same key with another body is refused, and what was stored stays", async () => {
  const cloud = await openIntake();
  const first = await cloud.order(wish(), { key: "k" });
  const other = await cloud.order(wish({ merchantReference: "other" }), { key: "k" });
  expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
  expect((await cloud.order(wish(), { key: "k" })).text).toBe(first.text);
  expect(await stored(cloud)).toHaveLength(1);
});

test("a request that is refused frees its key", async () => {
  const cloud = await openIntake();
  expect((await cloud.order(wish({}, { productId: "no" }), { key: "k" })).status).toBe(422);
  expect((await cloud.order(wish(), { key: "k" })).status).toBe(201);
});

test("a key is 1 to 255 characters", async () => {
  const cloud = await openIntake();
  expect((await cloud.order(wish(), { key: "k".repeat(256) })).body).toMatchObject({
    code: "invalid_request",
  });
  expect((await cloud.order(wish(), { key: "k".repeat(255) })).status).toBe(201);
});

/** Intake that dies at a point of its work as a killed function does: nothing after it happens. */
function dying(cloud: OpenedCloud, ledger: Partial<Ledger["orders"]>): ReturnType<typeof intakeDoor> {
  const orders = { ...cloud.orders, ...ledger };
  const never = {
    once: (...call: Parameters<OpenedCloud["answers"]["once"]>) => cloud.answers.once(...call),
  };
  return intakeDoor({ ...cloud, ledger: { ...cloud.ledger, orders }, answers: never });
}

const death = () => new Promise<never>(() => {});

test("after a crash behind the stored row, the retry after the lease answers the same order and sends its work", async () => {
  const cloud = await openIntake();
  let arrived: (id: string) => void = () => {};
  const created = new Promise<string>((resolve) => {
    arrived = resolve;
  });
  const create: Ledger["orders"]["create"] = async (order) => {
    await cloud.orders.create(order);
    arrived(order.id);
    return death();
  };
  void dying(cloud, { create }).order(wish(), { key: "k" });
  const id = await created;
  expect((await cloud.order(wish(), { key: "k" })).body.code).toBe("request_in_progress");
  cloud.clock.pass(1);
  // What was right then may be wrong now; the order stands all the same.
  await cloud.facilities.put({ ...madeFacility({ shipsTo: ["US"] }), queueUrl: "http://127.0.0.1/1/q" });
  const again = await cloud.order(wish(), { key: "k" });
  expect([again.status, again.body.id]).toEqual([201, id]);
  const order = await cloud.orders.load({ ...owner, orderId: again.body.id });
  expect(again.body.items.map((item: { id: string }) => item.id)).toEqual(
    order?.items.map((item) => item.id),
  );
  expect(await stored(cloud)).toHaveLength(1);
  expect((await cloud.taken("prepare")).map(({ itemId }) => itemId)).toEqual([order?.items[0]?.id]);
});

test("after a crash before the row, the retry makes the order with the id that was given out", async () => {
  const cloud = await openIntake();
  let given = "";
  const create: Ledger["orders"]["create"] = (order) => {
    given = order.id;
    return death();
  };
  void dying(cloud, { create }).order(wish(), { key: "k" });
  await expect.poll(() => given).not.toBe("");
  cloud.clock.pass(1);
  expect((await cloud.order(wish(), { key: "k" })).body.id).toBe(given);
});

test("of two runs that race for one id, the row that was first is answered by both", async () => {
  const cloud = await openIntake();
  let raced: string | undefined;
  const create: Ledger["orders"]["create"] = async (order) => {
    const items = order.items.map((item) => ({ ...item, id: cloud.ids.next("itm") as typeof item.id }));
    await cloud.orders.create({ ...order, items });
    raced = items[0]?.id;
    return cloud.orders.create(order);
  };
  let looks = 0;
  const load: Ledger["orders"]["load"] = async (ref) => (++looks === 1 ? undefined : cloud.orders.load(ref));
  const { status, body } = await dying(cloud, { create, load }).order(wish(), { key: "k" });
  expect(status).toBe(201);
  expect(body.items[0].id).toBe(raced);
});

test("an unknown failure keeps the id for the retry, which need not wait", async () => {
  const cloud = await openIntake();
  const ids: string[] = [];
  const create: Ledger["orders"]["create"] = async (order) => {
    ids.push(order.id);
    if (ids.length === 1) throw new Unavailable("the table is away");
    return cloud.orders.create(order);
  };
  const { order } = dying(cloud, { create });
  const failed = await order(wish(), { key: "k" });
  expect([failed.status, failed.body.code, failed.headers["retry-after"]]).toEqual([503, "unavailable", "5"]);
  expect((await order(wish(), { key: "k" })).status).toBe(201);
  expect(ids[0]).toBe(ids[1]);
});

test("an answer is forgotten on demand, and a key of 31 days ago is a new one", async () => {
  const cloud = await openIntake();
  const first = await cloud.order(wish(), { key: "k" });
  const order = await cloud.orders.load({ ...owner, orderId: first.body.id });
  expect(JSON.stringify(await cloud.rows.get({ pk: order?.idempotency ?? "", sk: "answer" }))).toContain(
    "Canary",
  );
  await cloud.forgetting.forget(order?.idempotency ?? "");
  expect(await cloud.rows.get({ pk: order?.idempotency ?? "", sk: "answer" })).toBeUndefined();
  const old = await cloud.order(wish(), { key: "old" });
  cloud.clock.pass(60 * 24 * 31);
  expect((await cloud.order(wish(), { key: "old" })).body.id).not.toBe(old.body.id);
});

test("an answer that ages is made again with the same id, and a key of another body is still refused", async () => {
  const cloud = await openIntake();
  const answers = answersIn(cloud.rows, cloud.clock);
  const seen: string[] = [];
  const request = { owner, route: "POST /uploads", key: "k", body: "1", again: true };
  const run = async ({ ulid }: { ulid: string }) => ({ status: 201, body: { run: seen.push(ulid) } });
  expect((await answers.once(request, run)).body).toEqual({ run: 1 });
  expect((await answers.once(request, run)).body).toEqual({ run: 2 });
  expect(seen[0]).toBe(seen[1]);
  await expect(answers.once({ ...request, body: "2" }, run)).rejects.toThrow("another body");
});
