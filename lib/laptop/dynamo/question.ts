import * as z from "zod";
import type { Question } from "../call.ts";

const inputSchema = z.looseObject({
  TableName: z.string().default(""),
  IndexName: z.string().optional(),
  ResourceArn: z.string().default(""),
  RequestItems: z.record(z.string(), z.unknown()).default({}),
});

type Input = z.infer<typeof inputSchema>;

const table = ({ TableName }: Input) => [TableName];
const tableOrIndex = ({ TableName, IndexName }: Input) => [
  IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`,
];
const eachTable = ({ RequestItems }: Input) => Object.keys(RequestItems);
const tagged = ({ ResourceArn }: Input) => [ResourceArn.split(":table/")[1] ?? ""];
const everyTable = () => ["*"];

// What the laptop's DynamoDB can, and on what each operation is permitted: no transactions, PartiQL, backups or streams.
const resources = new Map<string, (input: Input) => string[]>([
  ["GetItem", table],
  ["PutItem", table],
  ["UpdateItem", table],
  ["DeleteItem", table],
  ["Query", tableOrIndex],
  ["Scan", tableOrIndex],
  ["BatchGetItem", eachTable],
  ["BatchWriteItem", eachTable],
  ["DescribeTable", table],
  ["DescribeTimeToLive", table],
  ["CreateTable", table],
  ["UpdateTable", table],
  ["DeleteTable", table],
  ["ListTables", everyTable],
  ["TagResource", tagged],
  ["UntagResource", tagged],
  ["ListTagsOfResource", tagged],
]);

/** Whether the laptop's DynamoDB has an operation. */
export function isKnown(operation: string): boolean {
  return resources.has(operation);
}

/** What IAM is asked before an operation runs: one question for each table or index it touches. */
export function questions(operation: string, input: unknown, arnPrefix: string): Question[] {
  const read = inputSchema.parse(input);
  const names = resources.get(operation)?.(read) ?? [];
  return names.map((name) => ({ action: `dynamodb:${operation}`, resource: `${arnPrefix}:table/${name}` }));
}
