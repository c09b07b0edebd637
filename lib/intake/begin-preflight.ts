import { capabilityOf } from "../catalogue/capability.ts";
import { Rejected, Unavailable } from "../order/errors.ts";
import type { PreflightId } from "../order/ids.ts";
import type { Execution } from "../order/once.ts";
import type { Clock, Facilities, Ids, Outbox, Owner, Preflights } from "../order/ports.ts";
import {
  type Preflight,
  type PreflightRequest,
  type PreflightWish,
  preflightDays,
} from "../order/preflight.ts";
import type { PreflightView } from "../order/preflight-view.ts";
import type { Uploads } from "../order/upload-ports.ts";
import { checkSources, knownProductAt } from "./check.ts";
import { checkOptionsAt } from "./check-options.ts";
import { presentPreflight } from "./show-preflight.ts";

export interface BeginPreflightPorts {
  readonly preflights: Preflights;
  readonly uploads: Uploads;
  readonly facilities: Facilities;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Begun {
  readonly owner: Owner;
  readonly body: PreflightRequest;
  /** Set when an Idempotency-Key came with it: the preflight's id is then the same on every try. */
  readonly execution: Execution | undefined;
}

/** Takes a file to be looked at. Refuses what can be known to be wrong, stores the wish once, sends it to its station. */
export async function beginPreflight(ports: BeginPreflightPorts, begun: Begun): Promise<PreflightView> {
  const preflight = (await earlier(ports, begun)) ?? (await opened(ports, begun));
  if (preflight.state === "waiting") await send(ports.outbox, preflight);
  return presentPreflight(preflight);
}

async function earlier({ preflights }: BeginPreflightPorts, { owner, execution }: Begun) {
  return execution && preflights.load({ ...owner, preflightId: `pfl_${execution.ulid}` });
}

async function opened(ports: BeginPreflightPorts, { owner, body, execution }: Begun): Promise<Preflight> {
  const id: PreflightId = execution ? `pfl_${execution.ulid}` : ports.ids.next("pfl");
  await checkSources(ports.uploads, owner, [{ source: body.file, pointer: "/file/fileId" }]);
  const now = ports.clock.now();
  const preflight: Preflight = {
    id,
    ...owner,
    wish: await wishOf(ports.facilities, owner, body),
    file: body.file,
    state: "waiting",
    failure: null,
    reportDoc: null,
    createdAt: now.toISOString(),
    finishedAt: null,
    expiresAt: new Date(now.getTime() + preflightDays * 86_400_000).toISOString(),
  };
  if (await ports.preflights.create(preflight)) return preflight;
  return (await ports.preflights.load({ ...owner, preflightId: id })) ?? preflight;
}

async function wishOf(
  facilities: Facilities,
  { mode }: Owner,
  body: PreflightRequest,
): Promise<PreflightWish> {
  if ("standard" in body) return { kind: "standard", standard: body.standard };
  const product = knownProductAt(body.productId, "/productId");
  checkOptionsAt(body.options, product, "/options");
  const makers = (await facilities.list(mode)).filter((facility) => capabilityOf(facility, product));
  const maker = body.facilityId === undefined ? makers[0] : makers.find(({ id }) => id === body.facilityId);
  const { fit, options, acceptLowResolution } = body;
  if (maker)
    return {
      kind: "product",
      productId: product.id,
      facilityId: maker.id,
      fit,
      options,
      acceptLowResolution,
    };
  throw new Rejected("no_facility", `${body.facilityId ?? "No facility"} does not make ${product.id}.`, {
    pointer: body.facilityId === undefined ? "/productId" : "/facilityId",
    given: body.facilityId ?? product.id,
    wanted: makers.map(({ id }) => id),
  });
}

/** Before the answer: whoever hears of a preflight can rely on its being worked. What was not answered is asked again. */
async function send(outbox: Outbox, { id: preflightId, mode, merchantId }: Preflight): Promise<void> {
  const effectId = `${preflightId}:preflight`;
  const message = { v: 1, kind: "preflight", mode, merchantId, preflightId, effectId } as const;
  const taken = await outbox.send([{ to: "station", effectId, message }]);
  if (!taken.includes(effectId)) throw new Unavailable("the queue did not take a preflight");
}
