import type { Served } from "./door.ts";
import {
  beginContent,
  changeTerms,
  listPublications,
  publish,
  type ShelfPorts,
  showPublication,
} from "./publish.ts";

/** What merchants may do. */
export function served(ports: ShelfPorts): Served {
  return {
    "POST /contents": ({ owner, body }) => beginContent(ports, owner, body),
    "POST /publications": ({ owner, body }) => publish(ports, owner, body),
    "GET /publications": ({ owner, query }) => listPublications(ports, owner, query),
    "GET /publications/{id}": ({ owner, id }) => showPublication(ports, owner, id),
    "PATCH /publications/{id}": ({ owner, id, body }) => changeTerms(ports, { owner, id }, body),
  };
}
