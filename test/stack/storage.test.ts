import { expect, test } from "vitest";
import * as z from "zod";
import { statementsOf, synthesised, targetOf } from "./resources.ts";

const dev = synthesised();
const prod = synthesised({ stage: "prod" });
const buckets = dev.ofType("AWS::S3::Bucket");

function bucket(id: string) {
  const found = buckets.find((each) => each.id.startsWith(id));
  if (!found) throw new Error(`no bucket ${id}`);
  return found;
}

test("buckets are private, encrypted and refuse plain HTTP", () => {
  // The platform's and the storefront's two each.
  expect(buckets).toHaveLength(4);
  for (const { id, properties } of buckets) {
    expect(
      Object.values(z.record(z.string(), z.boolean()).parse(properties.PublicAccessBlockConfiguration)),
    ).toEqual([true, true, true, true]);
    expect(JSON.stringify(properties.BucketEncryption)).toContain("AES256");
    const policy = dev
      .ofType("AWS::S3::BucketPolicy")
      .find((each) => targetOf(each.properties.Bucket) === id);
    expect(JSON.stringify(policy?.properties)).toContain(
      '"Condition":{"Bool":{"aws:SecureTransport":"false"}}',
    );
  }
});

test("uploads that no order took are gone after a day, preflights after a week; nothing else expires by itself", () => {
  const Rules = z.object({
    Rules: z.array(z.object({ Prefix: z.string().optional(), ExpirationInDays: z.number().optional() })),
  });
  const { Rules: rules } = Rules.parse(bucket("Files").properties.LifecycleConfiguration);
  expect(rules.filter((rule) => rule.ExpirationInDays !== undefined)).toEqual([
    { Prefix: "uploads/", ExpirationInDays: 1 },
    { Prefix: "preflights/", ExpirationInDays: 7 },
  ]);
  const tickets = Rules.parse(bucket("Tickets").properties.LifecycleConfiguration).Rules;
  expect(tickets.filter((rule) => rule.ExpirationInDays !== undefined)).toEqual([]);
});

test("parts that nobody joined, of a book that was cancelled, go after a day", () => {
  for (const name of ["Files", "Tickets"])
    expect(bucket(name).properties.LifecycleConfiguration).toMatchObject({
      Rules: expect.arrayContaining([
        expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
      ]),
    });
});

test("claims live in a bucket without versions, where no delete marker can hide one", () => {
  expect(bucket("Tickets").properties.VersioningConfiguration).toBeUndefined();
});

test("nobody writes a claim without If-None-Match, and nobody deletes one", () => {
  const policy = dev.ofType("AWS::S3::BucketPolicy").find((each) => each.id.startsWith("Tickets"));
  if (!policy) throw new Error("the tickets bucket has no policy");
  const about = statementsOf(policy).filter(({ Resource }) =>
    JSON.stringify(Resource).includes("/facilities/*/tickets/*/*/claim"),
  );
  expect(about.map(({ Effect, Principal }) => ({ Effect, Principal }))).toEqual([
    { Effect: "Deny", Principal: { AWS: "*" } },
    { Effect: "Deny", Principal: { AWS: "*" } },
  ]);
  expect(about[0]?.actions).toEqual(["s3:PutObject"]);
  expect(about[0]?.Condition).toEqual({ Null: { "s3:if-none-match": "true" } });
  expect(about[1]?.actions).toEqual(["s3:DeleteObject", "s3:DeleteObjectVersion"]);
  expect(about[1]?.Condition).toBeUndefined();
});

test("the table is there for every query from the first deploy, backed up, and forgets by expiresAt", () => {
  const [table] = dev.ofType("AWS::DynamoDB::GlobalTable");
  const text = JSON.stringify(table?.properties);
  expect(text).toContain('"IndexName":"gsi1"');
  expect(text).toContain('"IndexName":"gsi2"');
  expect(text).toContain('"PointInTimeRecoveryEnabled":true');
  expect(text).toContain('"TimeToLiveSpecification":{"AttributeName":"expiresAt","Enabled":true}');
  expect(text).toContain('"SSEEnabled":true');
  expect(text).toContain('"BillingMode":"PAY_PER_REQUEST"');
});

test("production's table and files outlive a deleted stack", () => {
  const kept = [...prod.ofType("AWS::DynamoDB::GlobalTable"), ...prod.ofType("AWS::S3::Bucket")];
  expect(kept.map(({ deletion }) => deletion)).toEqual(Array(6).fill("Retain"));
  const protection = '"DeletionProtectionEnabled":true';
  expect(JSON.stringify(prod.ofType("AWS::DynamoDB::GlobalTable"))).toContain(protection);
  expect(JSON.stringify(dev.ofType("AWS::DynamoDB::GlobalTable"))).not.toContain(protection);
});
