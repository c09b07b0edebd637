import { EndpointType, LambdaIntegration, RestApi } from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Aws } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type StorefrontDoor, storefrontRoutes } from "../storefront/contract.ts";
import { addGatewayProblems } from "./gateway-problems.ts";
import { nameIn, type Settings } from "./settings.ts";

/** For everybody together: shoppers have no keys. */
const stageLimit = { throttlingRateLimit: 500, throttlingBurstLimit: 1_000 };

/** The REST API of `/storefront`. It has no authorizer: shoppers' ids are secrets, and merchants' keys are the platform's to know. */
export class StorefrontApi extends Construct {
  readonly #rest: RestApi;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#rest = new RestApi(this, "Rest", {
      restApiName: nameIn(settings, "storefront"),
      endpointTypes: [EndpointType.REGIONAL],
      // One role for all APIs of an account and region: the platform's API has it.
      cloudWatchRole: false,
      deployOptions: { stageName: "storefront", ...stageLimit },
    });
    this.#rest.node.tryRemoveChild("Endpoint");
    addGatewayProblems(this.#rest);
  }

  /** Where it answers; not by its stage, which waits for the functions that are told of it. */
  get domain(): string {
    return `${this.#rest.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  }

  /** Puts each route behind its door. */
  open(doors: Readonly<Record<StorefrontDoor, IFunction>>): void {
    for (const [key, { door }] of Object.entries(storefrontRoutes)) {
      const [method = "", path = ""] = key.split(" ");
      const integration = new LambdaIntegration(doors[door], { scopePermissionToMethod: false });
      this.#rest.root.resourceForPath(path).addMethod(method, integration);
    }
  }
}
