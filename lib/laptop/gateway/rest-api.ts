import * as z from "zod";
import type { Cloud, Resource } from "../template/cloud.ts";
import { JsonObject } from "../template/json.ts";
import { textOf } from "../template/naming.ts";
import { type Authorizer, readAuthorizer } from "./authorizer-spec.ts";
import { type Integration, readIntegration } from "./integration-spec.ts";
import { readValidation, type Validation } from "./validation.ts";

/** One REST API with its only stage, as the template describes it. */
export interface RestApi {
  readonly id: string;
  readonly stage: string;
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  readonly binaryMediaTypes: readonly string[];
  readonly routes: readonly Route[];
  /** By response type, e.g. `THROTTLED` or `DEFAULT_4XX`. */
  readonly responses: ReadonlyMap<string, GatewayResponse>;
  /** The stage's own limit on all callers together. */
  readonly throttle: Throttle | undefined;
}

export interface Route {
  /** `ANY` takes every method. */
  readonly method: string;
  /** E.g. `/orders/{id}`. */
  readonly path: string;
  readonly resourceId: string;
  readonly integration: Integration;
  readonly authorizer: Authorizer | undefined;
  readonly apiKeyRequired: boolean;
  readonly validation: Validation;
}

export interface GatewayResponse {
  readonly status: number | undefined;
  /** By content type. */
  readonly templates: Readonly<Record<string, string>>;
  /** `gatewayresponse.header.X` -> `'literal'` or a mapping. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Throttle {
  readonly perSecond: number;
  readonly burst: number;
}

const Texts = z.record(z.string(), z.string()).default({});

const Method = z.object({
  HttpMethod: z.string(),
  ResourceId: z.string(),
  ApiKeyRequired: z.boolean().default(false),
  AuthorizationType: z.enum(["NONE", "CUSTOM"], { error: () => "only custom authorizers run on the laptop" }),
  AuthorizerId: z.string().optional(),
  RequestValidatorId: z.string().optional(),
  RequestParameters: z.record(z.string(), z.unknown()).default({}),
  RequestModels: Texts,
  Integration: JsonObject,
});

const GatewayResponse = z.object({
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseTemplates: Texts,
  ResponseParameters: Texts,
});

const Stage = z.object({
  StageName: z.string(),
  MethodSettings: z
    .array(
      z.object({
        ResourcePath: z.string().optional(),
        ThrottlingRateLimit: z.coerce.number().optional(),
        ThrottlingBurstLimit: z.coerce.number().optional(),
      }),
    )
    .default([]),
});

/** The REST APIs of the template; throws on what the laptop's gateway cannot do, naming the method. */
export function readRestApis(cloud: Cloud): readonly RestApi[] {
  return cloud.ofType("AWS::ApiGateway::RestApi").map((resource) => readRestApi(resource, cloud));
}

function readRestApi(api: Resource, cloud: Cloud): RestApi {
  const mine = (type: string) =>
    cloud.ofType(`AWS::ApiGateway::${type}`).filter(({ properties }) => properties.RestApiId === api.ref);
  const stages = mine("Stage").map(({ properties }) => Stage.parse(properties));
  const [stage] = stages;
  if (!stage || stages.length > 1) throw new Error(`REST API ${api.logicalId} must have one stage`);
  const paths = resourcePaths(textOf(api.attributes.RootResourceId), mine("Resource"));
  const routes = mine("Method").map((method) => readRoute(method, { paths, mine }));
  return {
    id: api.ref,
    stage: stage.StageName,
    apiKeySource: api.properties.ApiKeySourceType === "AUTHORIZER" ? "AUTHORIZER" : "HEADER",
    binaryMediaTypes: z.array(z.string()).default([]).parse(api.properties.BinaryMediaTypes),
    routes,
    responses: new Map(mine("GatewayResponse").map(({ properties }) => readResponse(properties))),
    throttle: stageThrottle(stage),
  };
}

interface Surroundings {
  readonly paths: ReadonlyMap<string, string>;
  mine(type: string): readonly Resource[];
}

function readRoute({ logicalId, properties }: Resource, { paths, mine }: Surroundings): Route {
  try {
    const method = Method.parse(properties);
    const guards = method.AuthorizationType === "CUSTOM" ? mine("Authorizer") : [];
    const authorizer = guards.find(({ ref }) => ref === method.AuthorizerId);
    const validator = mine("RequestValidator").find(({ ref }) => ref === method.RequestValidatorId);
    const models = mine("Model");
    return {
      method: method.HttpMethod,
      path: paths.get(method.ResourceId) ?? "/",
      resourceId: method.ResourceId,
      integration: readIntegration(method.Integration),
      authorizer: authorizer && readAuthorizer(authorizer),
      apiKeyRequired: method.ApiKeyRequired,
      validation: readValidation(method, validator?.properties ?? {}, models),
    };
  } catch (cause) {
    throw new Error(`Method ${logicalId} cannot run on the laptop`, { cause });
  }
}

function resourcePaths(root: string, resources: readonly Resource[]): ReadonlyMap<string, string> {
  const byId = new Map(resources.map((resource) => [resource.ref, resource.properties]));
  const pathOf = (id: string): string => {
    const found = byId.get(id);
    return found ? `${pathOf(textOf(found.ParentId))}/${textOf(found.PathPart)}` : "";
  };
  return new Map([[root, "/"], ...resources.map(({ ref }) => [ref, pathOf(ref)] as const)]);
}

function readResponse(properties: JsonObject): [string, GatewayResponse] {
  const { ResponseType, StatusCode, ResponseTemplates, ResponseParameters } =
    GatewayResponse.parse(properties);
  return [ResponseType, { status: StatusCode, templates: ResponseTemplates, parameters: ResponseParameters }];
}

function stageThrottle({ MethodSettings }: z.infer<typeof Stage>): Throttle | undefined {
  const all = MethodSettings.find(({ ResourcePath }) => ResourcePath === "/*");
  if (all?.ThrottlingRateLimit === undefined) return undefined;
  return { perSecond: all.ThrottlingRateLimit, burst: all.ThrottlingBurstLimit ?? all.ThrottlingRateLimit };
}
