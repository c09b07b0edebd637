import { expect, test } from "vitest";
import * as z from "zod";
import { line } from "../../lib/order/line.ts";
import { stationNames } from "../../lib/stack/roster.ts";
import { storefrontStationNames } from "../../lib/stack/storefront-roster.ts";
import { statementsOf, synthesised, targetOf } from "./resources.ts";

const { ofType } = synthesised();
const queues = ofType("AWS::SQS::Queue");
const fortnightSeconds = 14 * 24 * 3600;

const Source = z.object({
  VisibilityTimeout: z.number(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.unknown(), maxReceiveCount: z.number() }),
});
const Mapping = z.object({
  EventSourceArn: z.unknown(),
  FunctionName: z.unknown(),
  BatchSize: z.number(),
  FunctionResponseTypes: z.array(z.string()),
  ScalingConfig: z.object({ MaximumConcurrency: z.number().min(2) }).optional(),
});
const Timed = z.object({ Timeout: z.number(), FunctionName: z.string() });

const stations = [...stationNames, ...storefrontStationNames];
const sources = queues.filter(({ properties }) => properties.RedrivePolicy !== undefined);
const dead = queues.filter(({ properties }) => properties.RedrivePolicy === undefined);

function find(id: string) {
  const found = [...queues, ...ofType("AWS::Lambda::Function")].find((resource) => resource.id === id);
  if (!found) throw new Error(`nothing called ${id}`);
  return found;
}

test("every station has a queue that redrives to a dead-letter queue of its own kind after its attempts", () => {
  expect(sources).toHaveLength(stations.length);
  const targets = sources.map(({ properties }) => {
    const { RedrivePolicy } = Source.parse(properties);
    const target = find(targetOf(RedrivePolicy.deadLetterTargetArn));
    expect(target.properties.FifoQueue).toBe(properties.FifoQueue);
    return target.id;
  });
  expect(new Set(targets).size).toBe(stations.length);
  // One more for the queues that facilities get at run time.
  expect(dead).toHaveLength(stations.length + 1);
});

test("dead letters wait for a fortnight, the longest SQS allows", () => {
  for (const { properties } of queues) expect(properties.MessageRetentionPeriod).toBe(fortnightSeconds);
});

test("every queue is encrypted and refuses plain HTTP", () => {
  const refusing = ofType("AWS::SQS::QueuePolicy").flatMap((policy) => {
    const denies = statementsOf(policy).some(
      ({ Effect, actions, Condition }) =>
        Effect === "Deny" &&
        actions.includes("sqs:*") &&
        JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
    );
    return denies ? z.array(z.unknown()).parse(policy.properties.Queues).map(targetOf) : [];
  });
  expect(refusing.sort()).toEqual(queues.map(({ id }) => id).sort());
  for (const { properties } of queues) expect(properties.SqsManagedSseEnabled).toBe(true);
});

test("every mapping reports single failures and hides messages for longer than its function may take", () => {
  const mappings = ofType("AWS::Lambda::EventSourceMapping").map(({ properties }) =>
    Mapping.parse(properties),
  );
  expect(mappings).toHaveLength(stations.length);
  for (const mapping of mappings) {
    expect(mapping.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
    const queue = find(targetOf(mapping.EventSourceArn));
    const worker = Timed.parse(find(targetOf(mapping.FunctionName)).properties);
    // One message at a time is never throttled half-way: a killed heavy worker costs its time once, not six times.
    const times = mapping.BatchSize === 1 && worker.Timeout >= 900 ? 1 : 6;
    expect(Source.parse(queue.properties).VisibilityTimeout).toBe(times * worker.Timeout);
    // FIFO groups limit themselves; every other station is limited, or one merchant's rush takes all of Lambda.
    expect(mapping.ScalingConfig === undefined).toBe(queue.properties.FifoQueue === true);
  }
});

test("the events' queue is ordered and takes effect ids, not contents, for sameness", () => {
  const fifo = queues.filter(({ properties }) => properties.FifoQueue === true);
  expect(fifo).toHaveLength(2 * stationNames.filter((name) => "fifo" in line[name]).length);
  for (const { properties } of fifo) {
    expect(properties.ContentBasedDeduplication ?? false).toBe(false);
    expect(properties.QueueName).toMatch(/\.fifo$/);
  }
});
