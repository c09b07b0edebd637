import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import type { KeyStore } from "../order/ports.ts";
import type { KeyRow } from "../order/principal.ts";

/** The REST API's authorizer: who calls, and whose usage plan it counts on. Its answer covers all routes for a minute. */
export function authorizer(keys: Pick<KeyStore, "find">) {
  return async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const header = Object.entries(event.headers ?? {}).find(
      ([name]) => name.toLowerCase() === "authorization",
    )?.[1];
    const key = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
    const found = key === undefined ? undefined : await keys.find(key);
    // API Gateway answers 401 for this very message and 500 for any other.
    if (!found) throw new Error("Unauthorized");
    return allowing(event.methodArn, found);
  };
}

function allowing(methodArn: string, { principal, usageKey }: KeyRow): APIGatewayAuthorizerResult {
  const [api = "", stage = ""] = methodArn.split("/");
  return {
    principalId: principal.keyId,
    ...(usageKey === null ? {} : { usageIdentifierKey: usageKey }),
    context: { principal: JSON.stringify(principal) },
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: `${api}/${stage}/*` }],
    },
  };
}
