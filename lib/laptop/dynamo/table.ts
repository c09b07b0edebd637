import * as z from "zod";

const key = z.strictObject({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) });
const projection = z.strictObject({
  ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
  NonKeyAttributes: z.array(z.string()).optional(),
});

// Not strict: throughput, insights and protection settings have no meaning on a laptop.
const index = z.object({ IndexName: z.string(), KeySchema: z.array(key).min(1), Projection: projection });

const propertiesSchema = z
  .object({
    TableName: z.string(),
    AttributeDefinitions: z.array(
      z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
    ),
    KeySchema: z.array(key).min(1),
    GlobalSecondaryIndexes: z.array(index).optional(),
    LocalSecondaryIndexes: z.array(index).optional(),
    StreamSpecification: z.undefined("the laptop's DynamoDB has no streams").optional(),
    Replicas: z.array(z.unknown()).max(1, "the laptop has one region").optional(),
  })
  .transform(({ Replicas: _, StreamSpecification: __, ...table }) => ({
    ...table,
    BillingMode: "PAY_PER_REQUEST",
  }));

/** What CreateTable is asked for; always on demand, since a laptop has no throughput to provision. */
export type TableDefinition = z.infer<typeof propertiesSchema>;

export type Index = z.infer<typeof index>;

/**
 * Reads the resolved properties of AWS::DynamoDB::Table or AWS::DynamoDB::GlobalTable; throws on streams and replicas.
 * Time to live is accepted and not acted on: AWS too only promises deletion some days later.
 */
export function readTable(properties: unknown): TableDefinition {
  const read = propertiesSchema.safeParse(properties);
  if (read.success) return read.data;
  throw new Error(`A table of the template cannot run on the laptop: ${z.prettifyError(read.error)}`);
}
