import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { AwsError } from "../../../lib/laptop/call.ts";
import { openKeys } from "../../../lib/laptop/gateway/keys.ts";
import type { ToyTemplate } from "../toy.ts";
import { open, type ServedApi, serveApi } from "./serve-api.ts";

let api: ServedApi;
afterEach(() => api.close());

const yes = (methodArn: unknown, more: object = {}) => ({
  principalId: "me",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: methodArn }],
  },
  usageIdentifierKey: "tier-key-tier-key-tier-key",
  ...more,
});
const authorized = { headers: { authorization: "Bearer x" } };

async function openApi(handler: (event: Record<string, never>) => unknown, change = (_: ToyTemplate) => {}) {
  const everyone = (template: ToyTemplate) => {
    open("GetOrder")(template);
    open("PostOrders")(template);
    change(template);
  };
  api = await serveApi({ Api: handler }, everyone);
}

test("a function gets the event that API Gateway makes of a request", async () => {
  await openApi((event) => ({ statusCode: 200, body: JSON.stringify(event) }));
  const response = await fetch(`${api.url}/orders/a%2Fb?x=1&x=2&y=%C3%A4`, { headers: { "X-One": "1" } });
  expect(await response.json()).toMatchObject({
    resource: "/orders/{id}",
    path: "/orders/a%2Fb",
    httpMethod: "GET",
    pathParameters: { id: "a/b" },
    queryStringParameters: { x: "2", y: "ä" },
    multiValueQueryStringParameters: { x: ["1", "2"], y: ["ä"] },
    headers: { "X-Forwarded-Proto": "http" },
    multiValueHeaders: { "X-Forwarded-For": ["127.0.0.1"] },
    body: null,
    isBase64Encoded: false,
    requestContext: {
      stage: "v1",
      path: "/v1/orders/a%2Fb",
      resourcePath: "/orders/{id}",
      requestId: response.headers.get("x-amzn-requestid"),
      identity: { sourceIp: "127.0.0.1" },
    },
  });
});

test("a body is text, unless its type is one of the binary media types", async () => {
  await openApi(
    ({ body, isBase64Encoded }) => ({ statusCode: 200, body: JSON.stringify([body, isBase64Encoded]) }),
    ({ Resources }) => Object.assign(Resources.Rest?.Properties ?? {}, { BinaryMediaTypes: ["image/*"] }),
  );
  const post = (type: string) =>
    fetch(`${api.url}/orders`, { method: "POST", body: "grün", headers: { "content-type": type } });
  expect(await (await post("text/plain")).json()).toEqual(["grün", false]);
  expect(await (await post("image/png")).json()).toEqual([Buffer.from("grün").toString("base64"), true]);
});

test("a binary answer is decoded for who accepts it, and stays base64 for others", async () => {
  const answer = {
    statusCode: 200,
    isBase64Encoded: true,
    headers: { "Content-Type": "image/png" },
    body: "/9j/",
  };
  await openApi(
    () => answer,
    ({ Resources }) => Object.assign(Resources.Rest?.Properties ?? {}, { BinaryMediaTypes: ["image/png"] }),
  );
  const get = (accept: string) => fetch(`${api.url}/orders/1`, { headers: { accept } });
  expect(Buffer.from(await (await get("image/png")).arrayBuffer()).toString("hex")).toBe("ffd8ff");
  expect(await (await get("*/*")).text()).toBe("/9j/");
});

test("several values of a header stay several, and www-authenticate is renamed as API Gateway does", async () => {
  await openApi(() => ({
    statusCode: 204,
    headers: { "WWW-Authenticate": "Bearer" },
    multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
  }));
  const { headers, status } = await fetch(`${api.url}/orders/1`);
  expect(status).toBe(204);
  expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect([headers.get("www-authenticate"), headers.get("x-amzn-remapped-www-authenticate")]).toEqual([
    null,
    "Bearer",
  ]);
});

test.each([
  ["throws", () => Promise.reject(new Error("oops"))],
  ["answers nothing", () => null],
  ["answers a body that is no text", () => ({ statusCode: 200, body: { a: 1 } })],
  ["answers members the gateway does not know", () => ({ statusCode: 200, cookies: [] })],
])("a function that %s is a bad gateway, and why is only said at home", async (_, handler) => {
  await openApi(handler);
  const response = await fetch(`${api.url}/orders/1`);
  expect([response.status, await response.json()]).toEqual([502, { message: "Internal server error" }]);
  expect(api.said).toHaveLength(1);
  expect(api.said[0]).toMatch(/^GET \/v1\/orders\/1: /);
});

test("a function that is too slow is a timeout", async () => {
  await openApi(
    () => new Promise((done) => setTimeout(done, 500)),
    ({ Resources }) =>
      Object.assign(Object(Resources.GetOrder?.Properties.Integration), { TimeoutInMillis: 100 }),
  );
  const response = await fetch(`${api.url}/orders/1`);
  expect([response.status, await response.json()]).toEqual([504, { message: "Endpoint request timed out" }]);
});

test("more than 10 MB are refused, and the client that sent them hears it", async () => {
  await openApi(() => ({ statusCode: 200 }));
  const post = (bytes: number) =>
    fetch(`${api.url}/orders`, { method: "POST", body: Buffer.alloc(bytes, 97) });
  expect((await post(10 * 1024 * 1024)).status).toBe(200);
  expect((await post(10 * 1024 * 1024 + 1)).status).toBe(413);
});

test("the authorizer is asked once per identity and sees no request without one", async () => {
  let asked = 0;
  api = await serveApi({
    Authorizer: ({ methodArn }) => {
      asked += 1;
      return yes(String(methodArn).replace(/v1\/.*/, "v1/*"), { context: { merchant: "mer_1", live: true } });
    },
    Api: ({ requestContext }) => ({
      statusCode: 200,
      body: JSON.stringify(Object(requestContext).authorizer),
    }),
  });
  const one = await fetch(`${api.url}/orders/1`, authorized);
  expect(await one.json()).toEqual({ principalId: "me", merchant: "mer_1", live: "true" });
  expect((await fetch(`${api.url}/orders`, { ...authorized, method: "POST" })).status).toBe(200);
  expect((await fetch(`${api.url}/orders/1`)).status).toBe(401);
  expect(asked).toBe(1);
});

test("a cached verdict covers only the methods its policy names", async () => {
  api = await serveApi({ Authorizer: ({ methodArn }) => yes(methodArn), Api: () => ({ statusCode: 200 }) });
  expect((await fetch(`${api.url}/orders/1`, authorized)).status).toBe(200);
  const other = await fetch(`${api.url}/orders/2`, authorized);
  expect([other.status, await other.json()]).toEqual([
    403,
    { message: "User is not authorized to access this resource" },
  ]);
});

test.each([
  ["fails", () => Promise.reject(new Error("down")), 500],
  ["says Unauthorized", () => Promise.reject(new Error("Unauthorized")), 401],
  ["answers nonsense", () => ({ principalId: 1 }), 500],
  [
    "hides an object in its context",
    ({ methodArn }: Record<string, never>) => yes(methodArn, { context: { a: {} } }),
    500,
  ],
  [
    "names no key",
    ({ methodArn }: Record<string, never>) => yes(methodArn, { usageIdentifierKey: undefined }),
    403,
  ],
  [
    "names an unknown key",
    ({ methodArn }: Record<string, never>) => yes(methodArn, { usageIdentifierKey: "k" }),
    403,
  ],
])("an authorizer that %s lets nobody through", async (_, authorizer, status) => {
  api = await serveApi({ Authorizer: authorizer, Api: () => ({ statusCode: 200 }) });
  expect((await fetch(`${api.url}/orders/1`, authorized)).status).toBe(status);
});

test("a usage plan's quota is counted", async () => {
  api = await serveApi(
    {
      Authorizer: ({ methodArn }) => yes(String(methodArn).replace(/v1\/.*/, "*")),
      Api: () => ({ statusCode: 200 }),
    },
    ({ Resources }) =>
      Object.assign(Resources.Plan?.Properties ?? {}, { Quota: { Limit: 2, Period: "DAY" } }),
  );
  const statuses = [];
  for (let call = 0; call < 3; call += 1)
    statuses.push((await fetch(`${api.url}/orders/1`, authorized)).status);
  expect(statuses).toEqual([200, 200, 429]);
});

test("a preflight is answered by the template alone", async () => {
  await openApi(
    () => ({ statusCode: 500 }),
    ({ Resources }) => {
      const method = structuredClone(Resources.PostOrders?.Properties);
      const header = "method.response.header.Access-Control-Allow-Origin";
      Resources.Preflight = {
        Type: "AWS::ApiGateway::Method",
        Properties: {
          ...method,
          HttpMethod: "OPTIONS",
          Integration: {
            Type: "MOCK",
            RequestTemplates: { "application/json": "{ statusCode: 200 }" },
            IntegrationResponses: [{ StatusCode: "204", ResponseParameters: { [header]: "'*'" } }],
          },
        },
      };
    },
  );
  const { status, headers } = await fetch(`${api.url}/orders`, { method: "OPTIONS" });
  expect([status, headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
});

test("a request validator refuses what lacks a parameter or does not fit the model", async () => {
  await openApi(
    () => ({ statusCode: 201 }),
    ({ Resources }) => {
      const RestApiId = { Ref: "Rest" };
      const Schema = { type: "object", required: ["id"], properties: { id: { type: "string" } } };
      Resources.OrderModel = {
        Type: "AWS::ApiGateway::Model",
        Properties: { RestApiId, Name: "Order", Schema },
      };
      Resources.Validator = {
        Type: "AWS::ApiGateway::RequestValidator",
        Properties: { RestApiId, ValidateRequestBody: true, ValidateRequestParameters: true },
      };
      Object.assign(Resources.PostOrders?.Properties ?? {}, {
        RequestValidatorId: { Ref: "Validator" },
        RequestModels: { "application/json": { Ref: "OrderModel" } },
        RequestParameters: { "method.request.querystring.mode": true },
      });
    },
  );
  const post = (query: string, body: string) => fetch(`${api.url}/orders${query}`, { method: "POST", body });
  expect((await post("?mode=test", '{"id":"1"}')).status).toBe(201);
  expect(await (await post("", '{"id":"1"}')).json()).toEqual({
    message: "Missing required request parameters: [mode]",
  });
  expect((await post("?mode=test", '{"id":1}')).status).toBe(400);
  expect((await post("?mode=test", "nonsense")).status).toBe(400);
});

test("what is no stage is left to others", async () => {
  await openApi(() => ({ statusCode: 200 }));
  expect((await fetch(api.url.replace("/v1", "/shop"))).status).toBe(418);
});

test("keys are made only by who may, and outlive a restart of the gateway", async () => {
  await openApi(() => ({ statusCode: 200 }));
  const asked: string[] = [];
  const create = (allowed: boolean) =>
    api.gateway.service({
      method: "POST",
      path: "/apikeys",
      query: new URLSearchParams(),
      headers: {},
      body: Readable.from([JSON.stringify({ name: "mer_1", enabled: true })]),
      gone: new AbortController().signal,
      caller: {
        accountId: "123456789012",
        arn: "arn",
        userId: "user",
        authorize({ action, resource }) {
          asked.push(`${action} ${resource}`);
          if (!allowed) throw new AwsError("AccessDeniedException", "no", 403);
        },
      },
    });
  expect((await create(false)).status).toBe(403);
  expect((await create(true)).status).toBe(201);
  expect(asked).toEqual(Array(2).fill("apigateway:POST arn:aws:apigateway:eu-west-1::/apikeys"));
  const kept = await openKeys(join(api.folder, "api-keys.json"));
  expect(kept.all().keys.map(({ name }) => name)).toEqual(["Key", "mer_1"]);
});
