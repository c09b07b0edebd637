import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Stack } from "aws-cdk-lib/core";
import type { StationName } from "../order/line.ts";
import type { Places } from "./places.ts";
import { nameIn } from "./settings.ts";

/** What a function may do and the environment that tells it where: they come together, so neither is forgotten. */
export interface Grant {
  readonly statements: readonly PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
}

/** One thing a function may do, once it is known where. */
export type Power = (places: Places) => Grant;

type RowAction = "GetItem" | "PutItem" | "DeleteItem" | "Query";

/** Works on rows by their key. */
export function rows(...actions: readonly RowAction[]): Power {
  return ({ table }) => ({
    statements: [allow(prefixed("dynamodb", actions), [table.tableArn])],
    environment: { TABLE: table.tableName },
  });
}

/** Queries an index. */
export function index(name: "gsi1" | "gsi2"): Power {
  return ({ table }) => ({
    statements: [allow(["dynamodb:Query"], [`${table.tableArn}/index/${name}`])],
    environment: { TABLE: table.tableName },
  });
}

type BucketName = "files" | "tickets";
type ObjectAction = "GetObject" | "PutObject" | "DeleteObject";

/** Works on objects whose key matches one of the patterns. */
export function objects(
  bucket: BucketName,
  actions: readonly ObjectAction[],
  patterns: readonly string[],
): Power {
  return (places) => ({
    statements: [
      allow(
        prefixed("s3", actions),
        patterns.map((pattern) => places[bucket].arnForObjects(pattern)),
      ),
    ],
    environment: bucketEnvironment(bucket, places),
  });
}

/** Lists a bucket. Without it S3 answers 403 instead of 404 to who asks for an object that is not there. */
export function listing(bucket: BucketName): Power {
  return (places) => ({
    statements: [allow(["s3:ListBucket"], [places[bucket].bucketArn])],
    environment: bucketEnvironment(bucket, places),
  });
}

/** Sends to stations. */
export function sends(...stations: readonly StationName[]): Power {
  return ({ queues }) => ({
    statements: [
      allow(
        ["sqs:SendMessage"],
        stations.map((station) => queues[station].queue.queueArn),
      ),
    ],
    environment: Object.fromEntries(
      stations.map((station) => [`QUEUE_${station.toUpperCase()}`, queues[station].queue.queueUrl]),
    ),
  });
}

/** Lambda's mapping asks for all but the visibility, which the function keeps up itself. */
const working = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes", "ChangeMessageVisibility"];

/** Takes messages from a station's own queue, and keeps those it works hidden. */
export function works(station: StationName): Power {
  return ({ queues }) => ({
    statements: [allow(prefixed("sqs", working), [queues[station].queue.queueArn])],
    environment: { [`QUEUE_${station.toUpperCase()}`]: queues[station].queue.queueUrl },
  });
}

/** Reads what no station could work, and leaves it there. */
export function readsDeadLetters(): Power {
  return (places) => {
    const dead = deadQueues(places);
    const urls = Object.entries(dead).map(([name, queue]) => [name, queue.queueUrl]);
    return {
      statements: [
        allow(
          prefixed("sqs", ["ReceiveMessage", "ChangeMessageVisibility"]),
          Object.values(dead).map((queue) => queue.queueArn),
        ),
      ],
      environment: { DEAD_QUEUES: Stack.of(places.table).toJsonString(Object.fromEntries(urls)) },
    };
  };
}

type QueueAction = "SendMessage" | "CreateQueue";

/** Works on the queues of all facilities, which are made at run time under one prefix. */
export function facilityQueues(...actions: readonly QueueAction[]): Power {
  return ({ settings, table }) => {
    const prefix = `${nameIn(settings, "facility")}-`;
    const service = { service: "sqs", resource: `${prefix}*` };
    return {
      statements: [allow(prefixed("sqs", actions), [Stack.of(table).formatArn(service)])],
      environment: { FACILITY_QUEUE_PREFIX: prefix },
    };
  };
}

/** Only an environment variable: where or how, and no right. */
export function told(name: string, value: (places: Places) => string): Power {
  return (places) => ({ statements: [], environment: { [name]: value(places) } });
}

/** Any other right, spelled out. */
export function allowed(actions: readonly string[], resources: (places: Places) => readonly string[]): Power {
  return (places) => ({ statements: [allow(actions, resources(places))], environment: {} });
}

function deadQueues({ queues, facilitiesDead }: Places): Readonly<Record<string, Queue>> {
  const stations = Object.entries(queues).map(([name, { dead }]) => [name, dead] as const);
  return { ...Object.fromEntries(stations), facilities: facilitiesDead };
}

function bucketEnvironment(bucket: BucketName, places: Places): Record<string, string> {
  return { [`${bucket.toUpperCase()}_BUCKET`]: places[bucket].bucketName };
}

function prefixed(service: string, actions: readonly string[]): string[] {
  return actions.map((action) => `${service}:${action}`);
}

function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}
