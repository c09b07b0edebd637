import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { Caller, eventually, orderOf } from "../journey/calls.ts";
import { picture } from "../journey/files.ts";
import { openSources, type Sources } from "../journey/sources.ts";
import type { Started } from "../journey/started.ts";
import { opened } from "./opened.ts";
import { assemblyWithout, type Forgotten } from "./without-grants.ts";

let sources: Sources;

beforeAll(async () => {
  sources = await openSources({ "/card.jpg": await picture(1300, 1800) });
});

afterAll(() => sources.close());

test("what a function may not do is told, stops what needs it, and nothing else", async () => {
  const { cloud, merchant, said } = await without(
    { role: "intakerole", action: "sqs:SendMessage", on: "preparestation" },
    { role: "renderrole", action: "s3:PutObject", on: "/out/" },
    { role: "ordersrole", action: "dynamodb:Query", on: "/index/gsi1" },
    { role: "credentialsrole", action: "dynamodb:GetItem", on: "Table" },
  );
  const facility = new Caller(cloud.api, cloud.demo.facilityKeys.utrecht);
  expect((await facility.post("/facility-credentials", {})).status).toBe(500);
  expect(await logOf(cloud, "credentials")).toContain("dynamodb:GetItem");
  expect((await merchant.get("/orders")).status).toBe(500);
  expect(await logOf(cloud, "orders")).toMatch(/dynamodb:Query on resource: \S+\/index\/gsi1/);
  const { id } = await merchant.place(card());
  expect(said()).toMatch(/intake may not sqs:SendMessage on \S+-prepare, because/);
  expect((await merchant.order(id)).state).toBe("received");
  // The sweeper may send what intake may not.
  await cloud.laptop.clock.advance(60_000);
  await eventually(
    async () => expect(await logOf(cloud, "render")).toMatch(/s3:PutObject on resource: \S+\/out\//),
    60,
  );
  expect((await merchant.order(id)).items[0]?.state).toBe("rendering");
  expect((await merchant.post(`/orders/${id}/cancel`, {})).status).toBe(200);
});

test("a facility that may not claim prints nothing, and its orders can still be cancelled", async () => {
  const { merchant, said } = await without(
    { role: "FacilityAgent", action: "s3:PutObject", on: "/claim" },
    { role: "trackrole", action: "sqs:GetQueueAttributes", on: "trackstation" },
  );
  expect(said()).toMatch(/track may not sqs:GetQueueAttributes/);
  const { id } = await merchant.place(card());
  await eventually(
    async () => expect(said()).toMatch(/test-amsterdam may not s3:PutObject on \S+\/claim/),
    60,
  );
  expect((await merchant.order(id)).items[0]?.state).toBe("queued");
  expect((await merchant.post(`/orders/${id}/cancel`, {})).status).toBe(200);
  expect((await merchant.settled(id)).state).toBe("cancelled");
});

test("an authorizer that cannot read keys lets nobody in, and the open routes answer", async () => {
  const { merchant, cloud } = await without({
    role: "authorizerole",
    action: "dynamodb:GetItem",
    on: "Table",
  });
  expect((await merchant.get("/orders")).status).toBe(503);
  expect(await logOf(cloud, "authorize")).toContain("dynamodb:GetItem");
  expect((await merchant.get("/health")).status).toBe(200);
});

interface Missing {
  readonly cloud: Started;
  readonly merchant: Caller;
  /** All that the laptop has told. */
  said(): string;
}

/** A laptop on the stack as it would be had somebody forgotten these rights; it ends with the test. */
async function without(...forgotten: readonly Forgotten[]): Promise<Missing> {
  const folder = await mkdtemp(join(tmpdir(), "printcloud-without-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const cloud = await opened({ assembly: await assemblyWithout(forgotten, folder), say });
  onTestFinished(() => cloud.close());
  return { cloud, merchant: new Caller(cloud.api, cloud.keyOf("sk_test_")), said: () => lines.join("\n") };
}

function logOf({ folder }: Started, name: string): Promise<string> {
  return readFile(join(folder, "logs", `printcloud-laptop-${name}.log`), "utf8").catch(() => "");
}

function card() {
  const files = { images: [{ url: `${sources.origin}/card.jpg` }] };
  return orderOf([{ productId: "postcard-a6", quantity: 1, files }]);
}
