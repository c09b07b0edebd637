import * as z from "zod";
import type { Resource } from "../template/cloud.ts";
import { isObject, type JsonObject } from "../template/json.ts";
import { Refused } from "./refused.ts";
import { type GatewayRequest, headerOf } from "./request.ts";
import type { Match } from "./routes.ts";

/** What a request validator asks of a request. */
export interface Validation {
  /** Required parameters, e.g. `method.request.querystring.pages`. */
  readonly parameters: readonly string[];
  readonly body: z.ZodType | undefined;
}

interface Given {
  readonly RequestParameters: Readonly<Record<string, unknown>>;
  readonly RequestModels: Readonly<Record<string, string>>;
}

export function readValidation(
  method: Given,
  validator: JsonObject,
  models: readonly Resource[],
): Validation {
  const required = Object.entries(method.RequestParameters).filter(
    ([, value]) => value === true || value === "true",
  );
  const [modelName] = Object.values(method.RequestModels);
  const schema = models.find(({ ref }) => ref === modelName)?.properties.Schema;
  return {
    parameters: validator.ValidateRequestParameters === true ? required.map(([name]) => name) : [],
    body:
      validator.ValidateRequestBody === true && isObject(schema)
        ? z.fromJSONSchema({ ...schema })
        : undefined,
  };
}

/** Throws Refused when the request lacks a parameter or its body does not fit the model. */
export function validate(request: GatewayRequest, { route, pathParameters }: Match): void {
  const { parameters, body } = route.validation;
  const present = (name: string) => {
    const [, , kind, key = ""] = name.split(".");
    if (kind === "header") return headerOf(request, key) !== undefined;
    return kind === "path" ? key in pathParameters : request.query.has(key);
  };
  const missing = parameters.filter((name) => !present(name)).map((name) => name.split(".").at(-1));
  if (missing.length > 0) {
    const message = `Missing required request parameters: [${missing.join(", ")}]`;
    throw new Refused("BAD_REQUEST_PARAMETERS", { message });
  }
  if (body) validateBody(body, request.body.toString());
}

function validateBody(schema: z.ZodType, body: string): void {
  const parsed = schema.safeParse(parseJson(body));
  if (parsed.success) return;
  const found = parsed.error.issues.map(({ path, message }) => `[${path.join("/")}: ${message}]`);
  throw new Refused("BAD_REQUEST_BODY", { validation: found.join(", ") });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refused("BAD_REQUEST_BODY", { validation: "the body is not JSON" });
  }
}
