/** The properties of an AWS::DynamoDB::GlobalTable, as TableV2 synthesises it. */
export const orders = {
  TableName: "stage-orders",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
    { AttributeName: "due", AttributeType: "S" },
  ],
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byDue",
      KeySchema: [
        { AttributeName: "due", KeyType: "HASH" },
        { AttributeName: "pk", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  Replicas: [
    { Region: "eu-central-1", PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
  ],
  SSESpecification: { SSEEnabled: false },
};

/** The properties of an AWS::DynamoDB::Table. */
export const merchants = {
  TableName: "stage-merchants",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
};
