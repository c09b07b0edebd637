import * as z from "zod";
import type { Cloud, Resource } from "../template/cloud.ts";

/** Where a distribution fetches what a path asks for. */
type Origin =
  | { readonly kind: "bucket"; readonly bucket: string; readonly prefix: string }
  /** A REST API: its stage is the first step of the path. */
  | { readonly kind: "api"; readonly prefix: string };

export interface Behaviour {
  readonly pattern: RegExp;
  readonly origin: Origin;
  /** Headers of its policy. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One CloudFront distribution: behaviours in the order in which they are tried, the default last. */
export interface Distribution {
  readonly behaviours: readonly Behaviour[];
}

const Behaving = z.object({
  PathPattern: z.string().default("*"),
  TargetOriginId: z.string(),
  ResponseHeadersPolicyId: z.string().optional(),
});

const Config = z.object({
  DistributionConfig: z.object({
    Origins: z.array(
      z.object({
        Id: z.string(),
        DomainName: z.string(),
        OriginPath: z.string().default(""),
        S3OriginConfig: z.object({}).optional(),
      }),
    ),
    DefaultCacheBehavior: Behaving,
    CacheBehaviors: z.array(Behaving).default([]),
  }),
});

/** The distributions of the template; throws on an origin that is neither a bucket nor a REST API of it. */
export function readDistributions(cloud: Cloud): readonly Distribution[] {
  return cloud.ofType("AWS::CloudFront::Distribution").map((resource) => readDistribution(resource, cloud));
}

function readDistribution({ properties }: Resource, cloud: Cloud): Distribution {
  const { Origins, CacheBehaviors, DefaultCacheBehavior } = Config.parse(properties).DistributionConfig;
  const origins = new Map(Origins.map((origin) => [origin.Id, readOrigin(origin, cloud)]));
  const policies = new Map(
    cloud.ofType("AWS::CloudFront::ResponseHeadersPolicy").map((policy) => [policy.ref, headersOf(policy)]),
  );
  const behaviours = [...CacheBehaviors, DefaultCacheBehavior].map((behaving) => {
    const origin = origins.get(behaving.TargetOriginId);
    if (!origin) throw new Error(`a behaviour points to ${behaving.TargetOriginId}, which is no origin`);
    const headers = policies.get(behaving.ResponseHeadersPolicyId ?? "") ?? {};
    return { pattern: patternOf(behaving.PathPattern), origin, headers };
  });
  return { behaviours };
}

type Given = z.infer<typeof Config>["DistributionConfig"]["Origins"][number];

function readOrigin({ DomainName, OriginPath: prefix }: Given, cloud: Cloud): Origin {
  const bucket = cloud
    .ofType("AWS::S3::Bucket")
    .find(({ attributes }) => attributes.RegionalDomainName === DomainName);
  if (bucket) return { kind: "bucket", bucket: bucket.ref, prefix };
  if (DomainName.includes(".execute-api.")) return { kind: "api", prefix };
  throw new Error(`${DomainName} is no origin that runs on the laptop`);
}

/** CloudFront's patterns: `*` is any text, `?` any one character. */
function patternOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source.startsWith("/") ? source : `/?${source}`}$`);
}

const override = { Override: z.boolean().optional() };
const Security = z.object({
  ContentSecurityPolicy: z.object({ ContentSecurityPolicy: z.string(), ...override }).optional(),
  ContentTypeOptions: z.object(override).optional(),
  FrameOptions: z.object({ FrameOption: z.string(), ...override }).optional(),
  ReferrerPolicy: z.object({ ReferrerPolicy: z.string(), ...override }).optional(),
});
const Policy = z.object({
  ResponseHeadersPolicyConfig: z.object({
    SecurityHeadersConfig: Security.optional(),
    CorsConfig: z.object({ AccessControlAllowOrigins: z.object({ Items: z.array(z.string()) }) }).optional(),
    CustomHeadersConfig: z
      .object({ Items: z.array(z.object({ Header: z.string(), Value: z.string() })) })
      .optional(),
  }),
});

/** All but Strict-Transport-Security, which has no meaning without TLS. */
function headersOf({ properties }: Resource): Record<string, string> {
  const policy = Policy.parse(properties).ResponseHeadersPolicyConfig;
  const { SecurityHeadersConfig: security = {}, CorsConfig, CustomHeadersConfig } = policy;
  const named = {
    "content-security-policy": security.ContentSecurityPolicy?.ContentSecurityPolicy,
    "x-content-type-options": security.ContentTypeOptions && "nosniff",
    "x-frame-options": security.FrameOptions?.FrameOption,
    "referrer-policy": security.ReferrerPolicy?.ReferrerPolicy,
    "access-control-allow-origin": CorsConfig?.AccessControlAllowOrigins.Items[0],
  };
  const known = Object.entries(named).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const custom = (CustomHeadersConfig?.Items ?? []).map(({ Header, Value }) => [Header, Value] as const);
  return Object.fromEntries([...known, ...custom]);
}
