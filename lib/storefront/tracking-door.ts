import { idIn, type Served } from "./door.ts";
import { TrackingToken } from "./ids.ts";
import { type PagesPorts, trackingPage } from "./pages.ts";
import { cancelTracked, showTracking, type TrackingPorts } from "./tracking.ts";

/** What the holder of a tracking link may do. */
export function served(ports: TrackingPorts & PagesPorts): Served {
  return {
    "GET /track/{id}": () => trackingPage(ports),
    "GET /tracking/{id}": ({ id }) => showTracking(ports, idIn(TrackingToken, id)),
    "POST /tracking/{id}/cancel": ({ id }) => cancelTracked(ports, idIn(TrackingToken, id)),
  };
}
