import { expect, test } from "vitest";
import type { Route } from "../../../lib/laptop/gateway/rest-api.ts";
import { openRoutes } from "../../../lib/laptop/gateway/routes.ts";

function find(routes: readonly string[]) {
  const made = routes.map((route): Route => {
    const [method = "", path = ""] = route.split(" ");
    return {
      method,
      path,
      resourceId: route,
      integration: { kind: "mock", status: 200, headers: {}, body: "" },
      authorizer: undefined,
      apiKeyRequired: false,
      validation: { parameters: [], body: undefined },
    };
  });
  const findRoute = openRoutes(made);
  return (method: string, path: string) => {
    const { route, pathParameters } = findRoute(method, path);
    return [`${route.method} ${route.path}`, pathParameters];
  };
}

const routes = [
  "GET /",
  "GET /orders",
  "GET /orders/{id}",
  "GET /orders/simulate",
  "ANY /orders/{proxy+}",
  "GET /{any}/items/{id}",
];

test.each([
  ["GET /", "GET /", {}],
  ["GET /orders", "GET /orders", {}],
  ["GET /orders/", "GET /orders", {}],
  ["GET /orders/1", "GET /orders/{id}", { id: "1" }],
  ["GET /orders/simulate", "GET /orders/simulate", {}],
  ["POST /orders/simulate", "ANY /orders/{proxy+}", { proxy: "simulate" }],
  ["GET /orders/1/items/2", "ANY /orders/{proxy+}", { proxy: "1/items/2" }],
  ["GET /x/items/a%20b", "GET /{any}/items/{id}", { any: "x", id: "a b" }],
  ["GET /x/items/%zz", "GET /{any}/items/{id}", { any: "x", id: "%zz" }],
])("%s is %s", (asked, route, parameters) => {
  const [method = "", path = ""] = asked.split(" ");
  expect(find(routes)(method, path)).toEqual([route, parameters]);
});

test.each([
  ["POST", "/orders"],
  ["GET", "/other"],
  ["GET", "/x/items"],
])("%s %s is nowhere", (method, path) => {
  expect(() => find(routes)(method, path)).toThrow("Missing Authentication Token");
});
