import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type Architecture, type Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Duration, RemovalPolicy, Size } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Grant } from "./grants.ts";
import type { Post } from "./roster.ts";

export interface WorkerProps extends Post {
  readonly functionName: string;
  readonly stage: string;
  readonly role: Role;
  readonly code: Code;
  readonly architecture: Architecture;
  readonly grants: readonly Grant[];
}

/** A role that only Lambda may take, with no right yet. */
export function workerRole(scope: Construct, id: string): Role {
  return new Role(scope, id, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
}

/** One Lambda function: its bundle, its log of a month, and the rights and environment of its duties. */
export class Worker extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    const { functionName, role, grants } = props;
    this.logGroup = new LogGroup(this, "Log", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const statement of grants.flatMap((grant) => grant.statements)) role.addToPolicy(statement);
    role.addToPolicy(writesTo(this.logGroup));
    this.function = new LambdaFunction(this, "Function", {
      functionName,
      description: props.impact,
      role,
      logGroup: this.logGroup,
      code: props.code,
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      ...(props.heavy && { ephemeralStorageSize: Size.gibibytes(10) }),
      environment: environmentOf(props),
    });
  }
}

function environmentOf({ stage, grants }: WorkerProps): Record<string, string> {
  const ofDuties = Object.assign({}, ...grants.map(({ environment }) => environment));
  return { STAGE: stage, NODE_OPTIONS: "--enable-source-maps", ...ofDuties };
}

// Instead of AWSLambdaBasicExecutionRole, which may write to every log of the account.
function writesTo(logGroup: LogGroup): PolicyStatement {
  return new PolicyStatement({
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [logGroup.logGroupArn],
  });
}
