import * as wire from "../lib/cloud/wire.ts";
import { quote, showQuote } from "../lib/intake/quote.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";
import { type PriceAsked, priceBasket } from "../lib/route/price-basket.ts";
import { simulate } from "../lib/route/simulate.ts";

const rows = wire.rows(readEnv(process.env, "TABLE"));
const ports = { ...wire.kept(rows), price: (asked: PriceAsked) => priceBasket(wire.kept(rows), asked) };

export const handler = httpDoor(wire.door(rows), {
  "POST /quotes": (asked) => quote(ports, asked),
  "GET /quotes/{id}": ({ owner, id }) => showQuote(ports.quotes, owner, id),
  "POST /routes/simulate": ({ owner, body }) => simulate(ports, owner, body),
});
