import { expect, test } from "vitest";
import { facilityQueues } from "../../lib/cloud/facility-queues.ts";
import { facilitySessions } from "../../lib/cloud/facility-sessions.ts";
import { addFacility } from "../../lib/dispatch/add-facility.ts";
import { credentials } from "../../lib/dispatch/credentials.ts";
import { addMerchant } from "../../lib/intake/add-merchant.ts";
import { AppId, MerchantId } from "../../lib/order/ids.ts";
import type { FacilitySessions } from "../../lib/order/ports.ts";
import { CredentialsView } from "../../lib/order/views.ts";
import { openCloud } from "../cloud/opened.ts";
import { madeFacility, owner } from "../order/made.ts";

const place = {
  AWS_REGION: "eu-central-1",
  QUEUE_TRACK: "http://127.0.0.1/1/track",
  TICKETS_BUCKET: "tickets",
  AWS_ENDPOINT_URL: undefined,
};

async function openOffice() {
  const cloud = await openCloud();
  await cloud.makeQueue("facilities-dead");
  const deadQueueArn = "arn:aws:sqs:eu-central-1:123456789012:facilities-dead";
  const queues = facilityQueues(cloud.sqs, { prefix: "printcloud-dev-facility-", deadQueueArn });
  const issued: [string, string][] = [];
  const plans = {
    issue: async (name: string, tier: string) => {
      issued.push([name, tier]);
      return `usage-key-of-${name}`;
    },
  };
  const sessions: FacilitySessions = {
    assume: async (facilityId) => ({
      ...{ accessKeyId: `key-of-${facilityId}`, secretAccessKey: "s", sessionToken: "t" },
      expiration: "2026-11-21T11:00:00.000Z",
    }),
  };
  return { ...cloud, queues, plans, issued, sessions, place };
}

test("a facility gets its queue, its row, and a key that opens credentials for itself alone", async () => {
  const office = await openOffice();
  const added = await addFacility(office, madeFacility({ id: "press" }));
  expect(added.queueUrl.endsWith("/printcloud-dev-facility-press")).toBe(true);
  const found = await office.keys.find(added.key);
  expect(found).toMatchObject({
    principal: { kind: "facility", facilityId: "press", mode: "test" },
    usageKey: null,
  });
  if (!found) throw new Error("no key");
  const given = CredentialsView.parse(await credentials(office, found.principal));
  expect(given).toMatchObject({
    ...{ facilityId: "press", queueUrl: added.queueUrl, statusQueueUrl: place.QUEUE_TRACK, endpoint: null },
    ...{
      bucket: { name: "tickets", prefix: "facilities/press/" },
      credentials: { accessKeyId: "key-of-press" },
    },
  });
});

test("adding a facility again renews its row and key, and it cannot change its mode", async () => {
  const office = await openOffice();
  const first = await addFacility(office, madeFacility({ id: "press" }));
  const second = await addFacility(office, madeFacility({ id: "press", open: false }));
  expect(second.queueUrl).toBe(first.queueUrl);
  expect(second.key).not.toBe(first.key);
  expect((await office.facilities.get("press"))?.open).toBe(false);
  const moved = addFacility(office, madeFacility({ id: "press", mode: "live" }));
  await expect(moved).rejects.toMatchObject({ code: "invalid_request", blame: { pointer: "/mode" } });
});

test("a facility that is gone, and a key of another kind, get no credentials", async () => {
  const office = await openOffice();
  const gone = { kind: "facility", facilityId: "gone", mode: "test", keyId: "k" } as const;
  await expect(credentials(office, gone)).rejects.toMatchObject({ code: "not_found" });
  const merchant = { kind: "secret", ...owner, keyId: "k" } as const;
  await expect(credentials(office, merchant)).rejects.toMatchObject({ code: "not_found" });
});

test("a merchant gets a secret and a publishable key for each mode, metered together", async () => {
  const office = await openOffice();
  const { id, keys } = await addMerchant(office, { kind: "merchant", name: "Shop", tier: "trial" });
  expect(office.issued).toEqual([[id, "trial"]]);
  const rows = await Promise.all(keys.map((key) => office.keys.find(key)));
  expect(rows.map((row) => [row?.principal.kind, row?.principal.mode])).toEqual([
    ["secret", "live"],
    ["publishable", "live"],
    ["secret", "test"],
    ["publishable", "test"],
  ]);
  for (const row of rows)
    expect(row).toMatchObject({ principal: { merchantId: id }, usageKey: `usage-key-of-${id}` });
});

test("an application gets a key for each mode and acts for the merchants that granted it", async () => {
  const office = await openOffice();
  const shop = await addMerchant(office, { kind: "merchant", name: "Shop", tier: "trial" });
  const merchantId = MerchantId.parse(shop.id);
  const { id, keys } = await addMerchant(office, {
    kind: "app",
    name: "Storefront",
    merchants: [merchantId],
  });
  expect(keys).toHaveLength(2);
  expect((await office.keys.find(keys[0] ?? ""))?.principal).toMatchObject({
    kind: "app",
    appId: AppId.parse(id),
  });
  expect(await office.keys.granted("live", merchantId, id)).toBe(true);
  expect(await office.keys.granted("test", merchantId, id)).toBe(true);
  expect(await office.keys.granted("test", owner.merchantId, id)).toBe(false);
});

test("an application acts for no merchant that there is not", async () => {
  const office = await openOffice();
  const nobody = MerchantId.parse(office.ids.next("mer"));
  const enrolling = addMerchant(office, { kind: "app", name: "Storefront", merchants: [nobody] });
  const blame = { pointer: "/merchants/0", given: nobody };
  await expect(enrolling).rejects.toMatchObject({ code: "not_found", blame });
  expect(office.issued).toEqual([]);
});

test("a session carries the facility as its name and its tag, for one hour", async () => {
  const asked: unknown[] = [];
  const Expiration = new Date("2026-11-21T11:00:00.000Z");
  const sts = {
    send: async ({ input }: { input: unknown }) => {
      asked.push(input);
      return { Credentials: { AccessKeyId: "a", SecretAccessKey: "s", SessionToken: "t", Expiration } };
    },
  };
  const session = await facilitySessions(sts as never, "arn:role").assume("press");
  expect(session.expiration).toBe("2026-11-21T11:00:00.000Z");
  const Tags = [{ Key: "facility", Value: "press" }];
  expect(asked).toEqual([{ RoleArn: "arn:role", RoleSessionName: "press", DurationSeconds: 3600, Tags }]);
});
