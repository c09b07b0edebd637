import { type Given, type Naming, opaqueId, physicalName, textOf } from "../naming.ts";

const identified =
  (attribute: string, length = 6): Naming =>
  (given) => {
    const id = opaqueId(given, length);
    return { ref: id, attributes: { [attribute]: id } };
  };

/** API Gateway's REST APIs. */
export const restApi: Readonly<Record<string, Naming>> = {
  "AWS::ApiGateway::RestApi": (given) => {
    const id = opaqueId(given, 10);
    const root = opaqueId({ ...given, logicalId: `${given.logicalId}/` }, 10);
    return { ref: id, attributes: { RestApiId: id, RootResourceId: root } };
  },
  "AWS::ApiGateway::Resource": identified("ResourceId", 10),
  "AWS::ApiGateway::Method": identified("MethodId", 10),
  "AWS::ApiGateway::Authorizer": identified("AuthorizerId"),
  "AWS::ApiGateway::Deployment": identified("DeploymentId"),
  "AWS::ApiGateway::Stage": (given) => ({ ref: textOf(given.properties.StageName), attributes: {} }),
  "AWS::ApiGateway::GatewayResponse": identified("Id", 10),
  "AWS::ApiGateway::RequestValidator": identified("RequestValidatorId"),
  "AWS::ApiGateway::Model": (given) => ({ ref: physicalName(given, "Name"), attributes: {} }),
  "AWS::ApiGateway::ApiKey": identified("APIKeyId", 10),
  "AWS::ApiGateway::UsagePlan": identified("Id"),
  "AWS::ApiGateway::UsagePlanKey": (given: Given) => {
    const id = `${textOf(given.properties.KeyId)}:${textOf(given.properties.UsagePlanId)}`;
    return { ref: id, attributes: { Id: id } };
  },
};
