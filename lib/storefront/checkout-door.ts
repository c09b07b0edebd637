import { choose, openSession, showSession } from "./checkout.ts";
import { idIn, type Served } from "./door.ts";
import { SessionId } from "./ids.ts";
import { checkoutPage, type PagesPorts } from "./pages.ts";
import { type PayPorts, pay } from "./pay.ts";

/** What shoppers may do until they have paid. */
export function served(ports: PayPorts & PagesPorts): Served {
  return {
    "GET /health": async () => ({ status: "ok", version: "1" }),
    "GET /checkout/{id}": ({ id }) => checkoutPage(ports, id),
    "POST /sessions": ({ body }) => openSession(ports, body),
    "GET /sessions/{id}": ({ id }) => showSession(ports, idIn(SessionId, id)),
    "PATCH /sessions/{id}": ({ id, body }) => choose(ports, idIn(SessionId, id), body),
    "POST /sessions/{id}/pay": ({ id, body }) => pay(ports, idIn(SessionId, id), body),
  };
}
