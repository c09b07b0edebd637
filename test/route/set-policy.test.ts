import { expect, test } from "vitest";
import { Policy } from "../../lib/order/policy.ts";
import { PolicyOrder, setPolicy } from "../../lib/route/set-policy.ts";
import { openCloud } from "../cloud/opened.ts";

test("a policy is of one mode, stored whole, and the default where there is none", async () => {
  const { policies } = await openCloud();
  const ramps = [{ facilityId: "utrecht", percent: 10 }];
  await setPolicy(policies, PolicyOrder.parse({ mode: "live", ramps, weights: { km: 0.01 } }));
  const { weights, ...live } = await policies.get("live");
  expect([live.ramps, weights.km, weights.day]).toEqual([ramps, 0.01, 1.5]);
  expect(await policies.get("test")).toEqual(Policy.parse({}));
});

test("a policy that cannot be meant is refused", () => {
  const wrong = [
    { ramps: [{ facilityId: "utrecht", percent: 101 }] },
    { weights: { km: -1 } },
    { rates: { EUR: "2" } },
    { rates: { EUR: "1", USD: "0" } },
    { rates: { EUR: "1", XXQ: "3" } },
    { margin: 3 },
  ];
  for (const policy of wrong) expect(Policy.safeParse(policy).success, JSON.stringify(policy)).toBe(false);
});
