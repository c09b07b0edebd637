import { expect, test } from "vitest";
import * as z from "zod";
import { type Code, Rejected, statusOfCode } from "../../lib/order/errors.ts";
import { storefrontCodes } from "../../lib/storefront/contract.ts";
import { problemFor } from "../../lib/storefront/problem.ts";
import { synthesised } from "./resources.ts";

const Config = z.object({ CustomErrorResponses: z.array(z.object({ ErrorCode: z.int() })) });

test("no refusal of the storefront has a status that CloudFront answers with a page", () => {
  const [distribution] = synthesised().ofType("AWS::CloudFront::Distribution");
  const { CustomErrorResponses } = Config.parse(distribution?.properties.DistributionConfig);
  const replaced = CustomErrorResponses.map(({ ErrorCode }) => ErrorCode);
  const codes = Object.keys(statusOfCode).filter((code): code is Code => code in statusOfCode);
  const statuses = [
    ...Object.values(storefrontCodes),
    ...codes.map((code) => problemFor(new Rejected(code, ""), "req").status),
  ];
  expect(replaced).toEqual([403]);
  expect(statuses.filter((status) => replaced.includes(status))).toEqual([]);
});
