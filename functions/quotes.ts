import * as wire from "../lib/cloud/wire.ts";
import { type QuotePorts, quote, showQuote } from "../lib/intake/quote.ts";
import { readEnv } from "../lib/lambda/env.ts";
import { httpDoor } from "../lib/lambda/http.ts";
import { priceLevels } from "../lib/route/price-basket.ts";
import { simulate } from "../lib/route/simulate.ts";

const rows = wire.rows(readEnv(process.env, "TABLE"));
const price: QuotePorts["price"] = (asked, levels) => priceLevels(wire.kept(rows), asked, levels);
const ports = { ...wire.kept(rows), price };

export const handler = httpDoor(wire.door(rows), {
  "POST /quotes": (asked) => quote(ports, asked),
  "GET /quotes/{id}": ({ owner, id }) => showQuote(ports.quotes, owner, id),
  "POST /routes/simulate": ({ owner, body }) => simulate(ports, owner, body),
});
