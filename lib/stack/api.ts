import {
  AccessLogFormat,
  ApiKeySourceType,
  type CorsOptions,
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodOptions,
  RequestAuthorizer,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type DoorName, type RouteSpec, routes } from "../order/api.ts";
import { addGatewayProblems } from "./gateway-problems.ts";
import { nameIn, type Settings } from "./settings.ts";

interface ApiProps {
  readonly settings: Settings;
  readonly doors: Readonly<Record<DoorName, IFunction>>;
  readonly authorize: IFunction;
}

/** For everybody together; a merchant's own limit is in its plan. */
const stageLimit = { throttlingRateLimit: 1_000, throttlingBurstLimit: 2_000 };

/** The REST API of `/v1`: every route of order/api behind its door, and the authorizer before all but the open ones. */
export class Api extends Construct {
  readonly rest: RestApi;

  constructor(scope: Construct, id: string, { settings, doors, authorize }: ApiProps) {
    super(scope, id);
    this.rest = new RestApi(this, "Rest", {
      restApiName: nameIn(settings),
      endpointTypes: [EndpointType.REGIONAL],
      // The authorizer says whose usage counts: merchants never see the gateway's keys.
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      // One role for all APIs of an account and region: without it the gateway cannot write access logs.
      cloudWatchRole: true,
      defaultCorsPreflightOptions: anyOrigin,
      deployOptions: { stageName: "v1", ...stageLimit, ...this.#accessLog(settings) },
    });
    // CDK's own output under a made-up name: the stack has ApiUrl.
    this.rest.node.tryRemoveChild("Endpoint");
    addGatewayProblems(this.rest);
    const authorizer = new RequestAuthorizer(this, "Authorizer", {
      authorizerName: nameIn(settings, "authorize"),
      handler: authorize,
      identitySources: [IdentitySource.header("Authorization")],
      resultsCacheTtl: Duration.seconds(60),
    });
    for (const route of routes) this.#add(route, doors[route.door], authorizer);
  }

  #add(route: RouteSpec, door: IFunction, authorizer: RequestAuthorizer): void {
    const integration = new LambdaIntegration(door, { scopePermissionToMethod: false });
    const resource = this.rest.root.resourceForPath(route.path);
    resource.addMethod(route.method, integration, accessTo(route, authorizer));
  }

  /** Who, when and how it ended; no addresses, agents, paths with ids or keys. */
  #accessLog(settings: Settings) {
    const log = new LogGroup(this, "AccessLog", {
      logGroupName: `/printcloud/${nameIn(settings, "access")}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const format = AccessLogFormat.custom(JSON.stringify(accessFields));
    return { accessLogDestination: new LogGroupLogDestination(log), accessLogFormat: format };
  }
}

const anyOrigin: CorsOptions = {
  allowOrigins: ["*"],
  allowMethods: ["GET", "POST", "OPTIONS"],
  allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "Printcloud-Merchant"],
  exposeHeaders: ["Retry-After", "X-Request-Id"],
  maxAge: Duration.days(1),
};

const accessFields = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  method: "$context.httpMethod",
  route: "$context.resourcePath",
  status: "$context.status",
  error: "$context.error.responseType",
  responseBytes: "$context.responseLength",
  milliseconds: "$context.responseLatency",
};

/** Facilities have no usage plan, so their routes ask for no usage key. */
function accessTo({ open, who }: RouteSpec, authorizer: RequestAuthorizer): MethodOptions {
  if (open) return {};
  return { authorizer, apiKeyRequired: !who?.includes("facility") };
}
