import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { expect, test } from "vitest";
import { httpDoor } from "../../lib/lambda/http.ts";
import { TextFile } from "../../lib/order/text-file.ts";

const nothing = async () => false;
const ports = {
  grants: { granted: nothing },
  answers: {
    once: async () => {
      throw new Error("only POST asks");
    },
  },
};

async function asked(query: Record<string, string>) {
  const principal = {
    kind: "secret",
    mode: "test",
    merchantId: "mer_00000000000000000000000000",
    keyId: "k",
  };
  const door = httpDoor(ports, {
    "GET /products/{id}/cover": async ({ query: { pages, format } }) =>
      format === "json" ? { pages } : new TextFile({ type: "image/svg+xml", name: "a.svg", text: "<svg/>" }),
  });
  // What the gateway sends, as far as a door reads it.
  const event = {
    httpMethod: "GET",
    resource: "/products/{id}/cover",
    pathParameters: { id: "softcover-a4" },
    queryStringParameters: query,
    headers: {},
    body: null,
    requestContext: { requestId: "r", authorizer: { principal: JSON.stringify(principal) } },
  } as unknown as APIGatewayProxyEvent;
  return door(event, {} as Context);
}

test("a file is answered as it is, under its type and name", async () => {
  const answer = await asked({ pages: "100", format: "svg" });
  expect(answer).toMatchObject({ statusCode: 200, body: "<svg/>" });
  expect(answer?.headers).toMatchObject({
    "content-type": "image/svg+xml",
    "content-disposition": `attachment; filename="a.svg"`,
  });
});

test("everything else stays JSON", async () => {
  const answer = await asked({ pages: "100" });
  expect(answer).toMatchObject({ statusCode: 200, body: `{"pages":100}` });
  expect(answer?.headers).toMatchObject({ "content-type": "application/json" });
});
