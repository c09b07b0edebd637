import { text } from "node:stream/consumers";
import * as z from "zod";
import { type Answer, type AwsCall, AwsError, type Service } from "../call.ts";
import { isFault, openStore, run, type Store } from "./dynalite.ts";
import { isKnown, questions } from "./question.ts";
import { readTable } from "./table.ts";
import { ensureTable } from "./tables.ts";

interface Options {
  /** Where the items are; without it they live in memory, for tests. */
  readonly folder?: string;
  readonly region: string;
  readonly accountId: string;
}

/** DynamoDB of the laptop. */
export interface Dynamo {
  readonly service: Service;
  /** From the resolved properties of a Table or GlobalTable; active when this returns, an existing table is kept. */
  createTable(properties: unknown): Promise<void>;
  tableArn(name: string): string;
  /** After the endpoint is closed. */
  close(): Promise<void>;
}

/** Opens DynamoDB, kept by dynalite in a LevelDB folder; what was answered survives a kill of the process. */
export async function openDynamo({ folder, region, accountId }: Options): Promise<Dynamo> {
  const store = await openStore(folder);
  store.tableDb.awsRegion = region;
  store.tableDb.awsAccountId = accountId;
  const arnPrefix = `arn:aws:dynamodb:${region}:${accountId}`;
  return {
    service: (call) => answerTo(call, store, arnPrefix),
    createTable: async (properties) => await ensureTable(store, readTable(properties)),
    tableArn: (name) => `${arnPrefix}:table/${name}`,
    close: () => store.db.close(),
  };
}

async function answerTo(call: AwsCall, store: Store, arnPrefix: string): Promise<Answer> {
  const operation = call.headers["x-amz-target"]?.split(".")[1] ?? "";
  if (!isKnown(operation)) {
    throw new AwsError("UnknownOperationException", `The laptop's DynamoDB has no ${operation}`);
  }
  const input = parse(await text(call.body));
  for (const question of questions(operation, input, arnPrefix)) call.caller.authorize(question);
  try {
    return json(200, await run(store, operation, input));
  } catch (error) {
    if (isFault(error)) return json(error.statusCode, error.body);
    throw error;
  }
}

const inputSchema = z.record(z.string(), z.unknown());

function parse(body: string): Record<string, unknown> {
  try {
    return inputSchema.parse(JSON.parse(body));
  } catch {
    throw new AwsError("SerializationException", "The request is no JSON object");
  }
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(body) };
}
