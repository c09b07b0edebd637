import { expect, test } from "vitest";
import { readDistributions } from "../../../lib/laptop/cdn/distribution.ts";
import type { Cloud } from "../../../lib/laptop/template/cloud.ts";

const policy = {
  ref: "policy",
  properties: {
    ResponseHeadersPolicyConfig: {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", Override: true },
        ContentTypeOptions: { Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 1 },
      },
      CustomHeadersConfig: { Items: [{ Header: "x-own", Value: "yes", Override: true }] },
    },
  },
};

function cloudOf(domain: string): Cloud {
  const behaviour = (TargetOriginId: string, more: object = {}) => ({ TargetOriginId, ...more });
  const distribution = {
    properties: {
      DistributionConfig: {
        Origins: [
          { Id: "files", DomainName: "site.s3.eu-west-1.amazonaws.com", S3OriginConfig: {} },
          { Id: "api", DomainName: domain, OriginPath: "/stage" },
        ],
        DefaultCacheBehavior: behaviour("files", { ResponseHeadersPolicyId: "policy" }),
        CacheBehaviors: [
          behaviour("api", { PathPattern: "/api/*" }),
          behaviour("files", { PathPattern: "/a?c.js" }),
        ],
      },
    },
  };
  const bucket = { ref: "site", attributes: { RegionalDomainName: "site.s3.eu-west-1.amazonaws.com" } };
  const all: Record<string, unknown[]> = {
    "AWS::CloudFront::Distribution": [distribution],
    "AWS::CloudFront::ResponseHeadersPolicy": [policy],
    "AWS::S3::Bucket": [bucket],
  };
  return { ofType: (type: string) => all[type] ?? [] } as unknown as Cloud; // no more is read
}

test("a path finds its behaviour as at CloudFront: patterns in their order, the default last, with its policy's headers", () => {
  const [distribution] = readDistributions(cloudOf("abc.execute-api.eu-west-1.amazonaws.com"));
  const find = (path: string) => distribution?.behaviours.find(({ pattern }) => pattern.test(path));
  expect(find("/api/x/y")?.origin).toEqual({ kind: "api", prefix: "/stage" });
  expect(find("/abc.js")?.headers).toEqual({});
  expect(find("/abxc.js")?.origin).toEqual({ kind: "bucket", bucket: "site", prefix: "" });
  expect(find("/")?.headers).toEqual({
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "x-own": "yes",
  });
});

test("an origin that nothing here can be stops the start, with its name", () => {
  expect(() => readDistributions(cloudOf("elsewhere.example"))).toThrow("elsewhere.example");
});
