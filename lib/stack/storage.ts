import { AttributeType, Billing, TableEncryptionV2, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  HttpMethods,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Aws, Duration, RemovalPolicy } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { preflightDays } from "../order/preflight.ts";
import { protectClaims } from "./claims.ts";
import { isProduction, nameIn, type Settings } from "./settings.ts";

const abandoned = { abortIncompleteMultipartUploadAfter: Duration.days(1) };

/** The one table. Its indexes are generic and all there from the first deploy: DynamoDB adds but one a deploy. */
export function orderTable(scope: Construct, settings: Settings): TableV2 {
  return tableNamed(scope, settings, nameIn(settings));
}

/** A table of the one shape that all of ours have. */
export function tableNamed(scope: Construct, settings: Settings, tableName: string): TableV2 {
  return new TableV2(scope, "Table", {
    tableName,
    partitionKey: text("pk"),
    sortKey: text("sk"),
    globalSecondaryIndexes: ["gsi1", "gsi2"].map((indexName) => ({
      indexName,
      partitionKey: text(`${indexName}pk`),
      sortKey: text(`${indexName}sk`),
    })),
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: isProduction(settings),
    timeToLiveAttribute: "expiresAt",
    removalPolicy: removalOf(settings),
  });
}

/** Sources, documents, outputs and receipts of orders, and uploads that wait to be ordered. */
export function filesBucket(scope: Construct, settings: Settings): Bucket {
  return new Bucket(scope, "Files", {
    ...privately(settings, "files"),
    lifecycleRules: [
      { prefix: "uploads/", expiration: Duration.days(1) },
      { prefix: "preflights/", expiration: Duration.days(preflightDays) },
      abandoned,
    ],
    // Merchants' pages upload straight from the browser; what lets them is the signature in the form.
    cors: [
      {
        allowedMethods: [HttpMethods.POST, HttpMethods.PUT],
        allowedOrigins: ["*"],
        allowedHeaders: ["*"],
        exposedHeaders: ["ETag"],
        maxAge: 3600,
      },
    ],
  });
}

/** Tickets, their files and the claims. Never versioned: a claim under a delete marker could be won again. */
export function ticketsBucket(scope: Construct, settings: Settings): Bucket {
  const bucket = new Bucket(scope, "Tickets", {
    ...privately(settings, "tickets"),
    lifecycleRules: [abandoned],
  });
  protectClaims(bucket);
  return bucket;
}

/** Bucket names are one for all accounts of the world, so they carry account and region too. */
export function privately(settings: Settings, name: string): BucketProps {
  return {
    bucketName: nameIn(settings, name, Aws.ACCOUNT_ID, Aws.REGION),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy: removalOf(settings),
  };
}

function removalOf(settings: Settings): RemovalPolicy {
  return isProduction(settings) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
