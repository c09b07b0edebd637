import * as wire from "../lib/cloud/wire.ts";
import { showCover } from "../lib/intake/show-cover.ts";
import { showMe } from "../lib/intake/show-me.ts";
import { listProducts, showProduct } from "../lib/intake/show-product.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";
import { health, openApi } from "../lib/lambda/openapi.ts";

const rows = wire.rows(readEnv(process.env, "TABLE"));
const ports = wire.kept(rows);

export const handler = httpDoor(wire.door(rows), {
  "GET /health": health,
  "GET /openapi.json": openApi,
  "GET /me": showMe,
  "GET /products": listProducts,
  "GET /products/{id}": ({ id }) => showProduct(id),
  "GET /products/{id}/cover": (asked) => showCover(ports.facilities, asked),
});
