import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  type ErrorResponse,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { Bucket, type IBucket } from "aws-cdk-lib/aws-s3";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { nameIn, type Settings } from "./settings.ts";
import { privately } from "./storage.ts";

interface SiteProps {
  readonly settings: Settings;
  /** Domain of the storefront's API. */
  readonly api: string;
}

/** Shoppers' pages under one address: static files from a bucket, everything else from the storefront's API. */
export class Site extends Construct {
  readonly bucket: Bucket;
  /** Origin without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { settings, api }: SiteProps) {
    super(scope, id);
    this.bucket = new Bucket(this, "Files", privately(settings, "site"));
    // CDK's own Bucket fails its interface under exactOptionalPropertyTypes.
    const files = S3BucketOrigin.withOriginAccessControl(this.bucket as IBucket);
    const https = { viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS, compress: true };
    const byFunction = {
      ...https,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      allowedMethods: AllowedMethods.ALLOW_ALL,
    };
    const safely = { protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY };
    const pages = new HttpOrigin(api, { ...safely, originPath: "/storefront" });
    const distribution = new Distribution(this, "Distribution", {
      comment: nameIn(settings, "site"),
      httpVersion: HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      errorResponses: [notThere],
      defaultBehavior: { ...https, origin: files, responseHeadersPolicy: ownPages(this, settings) },
      additionalBehaviors: {
        "/storefront/*": { ...byFunction, origin: new HttpOrigin(api, safely) },
        "/checkout/*": { ...byFunction, origin: pages },
        "/track/*": { ...byFunction, origin: pages },
        "/button/*": { ...https, origin: files, responseHeadersPolicy: onAnySite(this, settings) },
      },
    });
    this.url = `https://${distribution.distributionDomainName}`;
  }
}

/** Without the right to list, S3 says 403 of what is not there. */
const notThere: ErrorResponse = {
  httpStatus: 403,
  responseHttpStatus: 404,
  responsePagePath: "/not-found.html",
  ttl: Duration.minutes(1),
};

const always = {
  contentTypeOptions: { override: true },
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN, override: true },
  strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
};

/** Pages of ours: no foreign script, no frame around them. */
function ownPages(scope: Construct, settings: Settings): ResponseHeadersPolicy {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "img-src 'self' data: https://*.amazonaws.com",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "frame-ancestors 'none'",
  ];
  return new ResponseHeadersPolicy(scope, "OwnPages", {
    responseHeadersPolicyName: nameIn(settings, "own-pages"),
    securityHeadersBehavior: {
      ...always,
      contentSecurityPolicy: { contentSecurityPolicy: policy.join("; "), override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
    },
  });
}

/** The button's script, which merchants' pages load with integrity: any origin may read it. */
function onAnySite(scope: Construct, settings: Settings): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, "OnAnySite", {
    responseHeadersPolicyName: nameIn(settings, "on-any-site"),
    securityHeadersBehavior: always,
    corsBehavior: {
      accessControlAllowCredentials: false,
      accessControlAllowHeaders: ["*"],
      accessControlAllowMethods: ["GET", "HEAD"],
      accessControlAllowOrigins: ["*"],
      originOverride: true,
    },
    customHeadersBehavior: {
      customHeaders: [{ header: "cross-origin-resource-policy", value: "cross-origin", override: true }],
    },
  });
}
