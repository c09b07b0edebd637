// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface Part {
  Type: string;
  Properties: Record<string, unknown>;
}

/** Template of a little shop, for tests to change before it is written. */
export type ToyTemplate = { Resources: Record<string, Part>; Outputs: Record<string, unknown> };

const code = `
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";

const { QUEUE, TABLE } = process.env;
const answer = (statusCode, value) => ({ statusCode, body: JSON.stringify(value) });

export const authorize = async ({ headers, methodArn }) => {
  const key = headers.authorization ?? headers.Authorization;
  if (key === "Bearer nobody") throw new Error("Unauthorized");
  return {
    principalId: key,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: key === "Bearer banned" ? "Deny" : "Allow", Action: "execute-api:Invoke", Resource: "*" }],
    },
    context: { merchant: "mer_1" },
    usageIdentifierKey: "tier-key-tier-key-tier-key",
  };
};

export const api = async (event) => {
  if (event.httpMethod === "GET") return answer(200, { id: event.pathParameters.id, who: event.requestContext.authorizer });
  try {
    await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: event.body }));
    return answer(201, { taken: true });
  } catch (error) {
    return answer(500, { name: error.name, message: error.message });
  }
};

const put = (pk, note) =>
  new DynamoDBClient({}).send(new PutItemCommand({ TableName: TABLE, Item: { pk: { S: pk }, note: { S: note } } }));

export const work = async ({ Records }) => {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    const { id, fails } = JSON.parse(body);
    if (fails) batchItemFailures.push({ itemIdentifier: messageId });
    else await put(id, "worked");
  }
  console.log("worked", Records.length);
  return { batchItemFailures };
};

export const spin = () => { for (;;); };

export const sweep = async ({ time }) => put("swept", time);
`;

/** Writes the shop as a cloud assembly, code and all, into an empty folder, which it gives back. */
export async function writeToy(
  folder: string,
  change: (template: ToyTemplate) => void = () => {},
): Promise<string> {
  const template = toyTemplate();
  change(template);
  await mkdir(join(folder, "asset.code"), { recursive: true });
  await writeFile(join(folder, "asset.code", "index.mjs"), code);
  const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));
  await symlink(modules, join(folder, "node_modules"), "junction").catch(() => {});
  const file = {
    source: { path: "asset.code", packaging: "zip" },
    destinations: { here: { objectKey: "code.zip" } },
  };
  const paths = Object.keys(template.Resources).map((id) => [
    `/Shop/${id}/Resource`,
    [{ type: "aws:cdk:logicalId", data: id }],
  ]);
  await save("Shop.template.json", template);
  await save("Shop.assets.json", { files: { code: file } });
  await save("Shop.metadata.json", Object.fromEntries(paths));
  await save("manifest.json", {
    artifacts: {
      "Shop.assets": { type: "cdk:asset-manifest", properties: { file: "Shop.assets.json" } },
      Shop: {
        type: "aws:cloudformation:stack",
        properties: { templateFile: "Shop.template.json", stackName: "toy" },
        additionalMetadataFile: "Shop.metadata.json",
      },
    },
  });
  return folder;

  async function save(name: string, content: unknown) {
    await writeFile(join(folder, name), JSON.stringify(content));
  }
}

/** Takes every right from a role of the shop. */
export function disown(role: string): (template: ToyTemplate) => void {
  return ({ Resources }) => {
    const found = Resources[role];
    if (found) found.Properties.Policies = [];
  };
}

const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });
const ref = (id: string) => ({ Ref: id });

function toyTemplate(): ToyTemplate {
  return {
    Resources: {
      Dead: part("SQS::Queue"),
      Work: part("SQS::Queue", {
        VisibilityTimeout: 1,
        RedrivePolicy: { deadLetterTargetArn: arnOf("Dead"), maxReceiveCount: 2 },
      }),
      Items: part("DynamoDB::Table", {
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
      Files: part("S3::Bucket"),
      Alarm: part("CloudWatch::Alarm"),
      ...worker("Authorizer", "authorize", []),
      ...worker("Api", "api", [allow(["sqs:SendMessage"], arnOf("Work"))]),
      ...worker("Worker", "work", [
        allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], arnOf("Work")),
        allow(["dynamodb:PutItem"], arnOf("Items")),
      ]),
      ...worker("Sweeper", "sweep", [allow(["dynamodb:PutItem"], arnOf("Items"))]),
      ...worker("Spinner", "spin", []),
      Mapping: part("Lambda::EventSourceMapping", {
        EventSourceArn: arnOf("Work"),
        FunctionName: ref("Worker"),
        BatchSize: 5,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        ScalingConfig: { MaximumConcurrency: 2 },
      }),
      EveryHour: part("Events::Rule", {
        ScheduleExpression: "rate(1 hour)",
        Targets: [{ Id: "T", Arn: arnOf("Sweeper") }],
      }),
      ...restApi(),
    },
    Outputs: {
      Url: { Value: { "Fn::Sub": "https://${Rest}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${Stage}/" } },
      WorkUrl: { Value: ref("Work") },
    },
  };
}

function restApi(): Record<string, Part> {
  const RestApiId = ref("Rest");
  const problem = (code: string) => ({
    "application/json": `{"code":"${code}","detail":$context.error.messageString,"requestId":"$context.requestId"}`,
  });
  const response = (ResponseType: string, StatusCode: string, code: string) =>
    part("ApiGateway::GatewayResponse", {
      RestApiId,
      ResponseType,
      StatusCode,
      ResponseTemplates: problem(code),
      ResponseParameters: { "gatewayresponse.header.Content-Type": "'application/problem+json'" },
    });
  const method = (HttpMethod: string, ResourceId: unknown) =>
    part("ApiGateway::Method", {
      RestApiId,
      HttpMethod,
      ResourceId,
      AuthorizationType: "CUSTOM",
      AuthorizerId: ref("Guard"),
      ApiKeyRequired: true,
      Integration: { Type: "AWS_PROXY", Uri: invokes("Api") },
    });
  return {
    Rest: part("ApiGateway::RestApi", { ApiKeySourceType: "AUTHORIZER" }),
    Orders: part("ApiGateway::Resource", {
      RestApiId,
      ParentId: { "Fn::GetAtt": ["Rest", "RootResourceId"] },
      PathPart: "orders",
    }),
    Order: part("ApiGateway::Resource", { RestApiId, ParentId: ref("Orders"), PathPart: "{id}" }),
    PostOrders: method("POST", ref("Orders")),
    GetOrder: method("GET", ref("Order")),
    Guard: part("ApiGateway::Authorizer", {
      RestApiId,
      Type: "REQUEST",
      IdentitySource: "method.request.header.Authorization",
      AuthorizerResultTtlInSeconds: 60,
      AuthorizerUri: invokes("Authorizer"),
    }),
    Stage: part("ApiGateway::Stage", { RestApiId, StageName: "v1" }),
    Plan: part("ApiGateway::UsagePlan", {
      ApiStages: [{ ApiId: RestApiId, Stage: ref("Stage") }],
      Throttle: { RateLimit: 5, BurstLimit: 10 },
    }),
    Key: part("ApiGateway::ApiKey", { Enabled: true, Value: "tier-key-tier-key-tier-key" }),
    KeyInPlan: part("ApiGateway::UsagePlanKey", {
      KeyId: ref("Key"),
      KeyType: "API_KEY",
      UsagePlanId: ref("Plan"),
    }),
    Unknown: response("MISSING_AUTHENTICATION_TOKEN", "404", "not_found"),
    Unauthorized: response("UNAUTHORIZED", "401", "unauthenticated"),
    Throttled: response("THROTTLED", "429", "rate_limited"),
  };
}

function worker(id: string, handler: string, statements: readonly object[]): Record<string, Part> {
  const policy = { PolicyName: "p", PolicyDocument: { Version: "2012-10-17", Statement: statements } };
  return {
    [`${id}Role`]: part("IAM::Role", {
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      },
      Policies: statements.length > 0 ? [policy] : [],
    }),
    [id]: part("Lambda::Function", {
      Runtime: "nodejs24.x",
      Handler: `index.${handler}`,
      Role: arnOf(`${id}Role`),
      Code: { S3Bucket: { "Fn::Sub": "assets-${AWS::AccountId}" }, S3Key: "code.zip" },
      Timeout: 20,
      Environment: { Variables: { QUEUE: ref("Work"), TABLE: ref("Items") } },
    }),
  };
}

function part(type: string, Properties: Record<string, unknown> = {}): Part {
  return { Type: `AWS::${type}`, Properties };
}

function allow(Action: readonly string[], Resource: unknown) {
  return { Effect: "Allow", Action, Resource };
}

function invokes(id: string) {
  return {
    "Fn::Sub": `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${id}.Arn}/invocations`,
  };
}
