import { products } from "../lib/catalogue/products.ts";
import { facilitiesIn } from "../lib/cloud/facilities.ts";
import { systemClock as clock } from "../lib/cloud/system.ts";
import * as wire from "../lib/cloud/wire.ts";
import { workloadIn } from "../lib/cloud/workload.ts";
import { showProduct } from "../lib/intake/show-product.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";
import { openApi } from "../lib/lambda/openapi.ts";
import { simulate } from "../lib/route/simulate.ts";

const rows = wire.rows(readEnv(process.env, "TABLE"));
const ports = { facilities: facilitiesIn(rows), workload: workloadIn(rows, clock), clock };

export const handler = httpDoor(
  {
    "GET /health": async () => ({ status: "ok", version: "1" }),
    "GET /openapi.json": async () => openApi(),
    "GET /products": async () => ({ items: products, nextCursor: null }),
    "GET /products/{id}": async ({ id }) => showProduct(id),
    "POST /routes/simulate": ({ owner, body }) => simulate(ports, owner, body),
  },
  wire.door(rows),
);
