import { randomUUID } from "node:crypto";
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";

export type Row = Record<string, unknown>;
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A condition on the row that is there, with its values; names are taken as they are. */
export interface Condition {
  readonly expression: string;
  readonly values?: Row;
}

export const absent: Condition = { expression: "attribute_not_exists(pk)" };

export interface Search {
  readonly index?: "gsi1" | "gsi2";
  readonly expression: string;
  readonly values: Row;
  readonly filter?: string | undefined;
  readonly names?: Record<string, string>;
  readonly limit?: number;
  readonly backwards?: boolean;
  readonly startKey?: Row | undefined;
  readonly only?: "COUNT";
}

/** The one table, rows in and out as plain objects. Reads are consistent except on indexes. */
export function table(client: DynamoDBClient, name: string) {
  const get = async (key: Key): Promise<Row | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: name, Key: marshall(key), ConsistentRead: true }),
    );
    return Item && unmarshall(Item);
  };

  /**
   * Writes the row if `condition` holds; false when it does not. The SDK retries writes whose reply was lost, and the
   * second try then fails on what the first wrote: each write carries a fresh token, and a conflict is read back.
   */
  const put = async (row: Row & Key, condition?: Condition): Promise<boolean> => {
    const writeToken = randomUUID();
    const command = new PutItemCommand({
      TableName: name,
      Item: marshall({ ...row, writeToken }, { removeUndefinedValues: true }),
      ConditionExpression: condition?.expression,
      ExpressionAttributeValues: condition?.values && marshall(condition.values),
    });
    try {
      await client.send(command);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return (await get({ pk: row.pk, sk: row.sk }))?.writeToken === writeToken;
    }
  };

  const remove = async (key: Key): Promise<void> => {
    await client.send(new DeleteItemCommand({ TableName: name, Key: marshall(key) }));
  };

  return { get, put, remove, ...searches(client, name) };
}

export type Table = ReturnType<typeof table>;

/** One answer of Query: 1 MB at most, and where the next begins. */
interface Found {
  readonly rows: Row[];
  readonly count: number;
  readonly lastKey: Row | undefined;
}

function searches(client: DynamoDBClient, name: string) {
  const search = async (query: Search): Promise<Found> => {
    const found = await client.send(new QueryCommand(queryInput(name, query)));
    const { Items = [], Count = 0, LastEvaluatedKey: last } = found;
    return { rows: Items.map((item) => unmarshall(item)), count: Count, lastKey: last && unmarshall(last) };
  };

  const pages = async (query: Search): Promise<Found[]> => {
    const found: Found[] = [];
    for (let startKey = query.startKey; ; startKey = found.at(-1)?.lastKey) {
      const page = await search({ ...query, startKey });
      found.push(page);
      if (!page.lastKey) return found;
    }
  };

  return {
    search,
    /** All rows that match, however many answers they take. */
    searchAll: async (query: Search) => (await pages(query)).flatMap(({ rows }) => rows),
    /** How many rows match; they stay where they are. */
    count: async (query: Search) =>
      (await pages({ ...query, only: "COUNT" })).reduce((sum, page) => sum + page.count, 0),
  };
}

function queryInput(name: string, query: Search) {
  return {
    TableName: name,
    IndexName: query.index,
    Select: query.only,
    KeyConditionExpression: query.expression,
    FilterExpression: query.filter,
    ExpressionAttributeNames: query.names,
    ExpressionAttributeValues: marshall(query.values, { removeUndefinedValues: true }),
    Limit: query.limit,
    ScanIndexForward: !query.backwards,
    ConsistentRead: query.index === undefined,
    ExclusiveStartKey: query.startKey && marshall(query.startKey),
  };
}
