import type { Dynamo } from "../../dynamo/dynamo.ts";
import type { S3 } from "../../s3/s3.ts";
import { BucketProperties } from "../../s3/template.ts";
import type { Cloud } from "../cloud.ts";
import { textOf } from "../naming.ts";

/** Makes the template's buckets with their policies; objects that are there stay. */
export function provideBuckets(cloud: Cloud, s3: Pick<S3, "createBucket" | "setPolicy">): number {
  const buckets = cloud.ofType("AWS::S3::Bucket");
  for (const { ref, logicalId, properties } of buckets) {
    const parsed = BucketProperties.safeParse(properties);
    if (!parsed.success)
      throw new Error(`Bucket ${logicalId} cannot be made on the laptop`, { cause: parsed.error });
    s3.createBucket(ref, properties);
  }
  const policies = new Map(
    cloud
      .ofType("AWS::S3::BucketPolicy")
      .map(({ properties }) => [textOf(properties.Bucket), properties.PolicyDocument]),
  );
  for (const { ref } of buckets) s3.setPolicy(ref, policies.get(ref));
  return buckets.length;
}

/** Makes the template's tables; items that are there stay. */
export async function provideTables(cloud: Cloud, dynamo: Pick<Dynamo, "createTable">): Promise<number> {
  const tables = cloud.ofType("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable");
  for (const { ref, properties } of tables) await dynamo.createTable({ ...properties, TableName: ref });
  return tables.length;
}
