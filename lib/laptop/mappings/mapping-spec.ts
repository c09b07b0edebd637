import * as z from "zod";
import type { Cloud, Resource } from "../template/cloud.ts";
import { textOf } from "../template/naming.ts";

/** A queue and the function that works it. */
export interface Mapping {
  readonly logicalId: string;
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Whether the function says which messages failed. */
  readonly partial: boolean;
  readonly maximumConcurrency: number | undefined;
}

// Strict: a filter that is silently ignored would hand a function messages it never sees on AWS.
const Properties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.coerce.number().int().min(1).max(10_000).default(10),
  MaximumBatchingWindowInSeconds: z.coerce.number().min(0).max(300).default(0),
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().min(2).optional() }).default({}),
  Enabled: z.boolean().default(true),
  MetricsConfig: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

/** The enabled mappings of the template; throws on sources and settings that the laptop does not have. */
export function readMappings(cloud: Cloud): readonly Mapping[] {
  return cloud.ofType("AWS::Lambda::EventSourceMapping").flatMap((resource) => readMapping(resource, cloud));
}

function readMapping({ logicalId, properties }: Resource, cloud: Cloud): readonly Mapping[] {
  const parsed = Properties.safeParse(properties);
  if (!parsed.success) throw new Error(`Event source mapping ${logicalId}: ${z.prettifyError(parsed.error)}`);
  const given = parsed.data;
  const queue = cloud
    .ofType("AWS::SQS::Queue")
    .find(({ attributes }) => attributes.Arn === given.EventSourceArn);
  if (!queue)
    throw new Error(`Event source mapping ${logicalId}: ${given.EventSourceArn} is no queue of the template`);
  if (!given.Enabled) return [];
  const mapping = {
    logicalId,
    queueArn: given.EventSourceArn,
    queueUrl: textOf(queue.ref),
    functionName: given.FunctionName,
    batchSize: given.BatchSize,
    windowSeconds: given.MaximumBatchingWindowInSeconds,
    partial: given.FunctionResponseTypes.length > 0,
    maximumConcurrency: given.ScalingConfig.MaximumConcurrency,
  };
  return [mapping];
}
