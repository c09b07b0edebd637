import { Rejected } from "../order/errors.ts";
import { PreflightId } from "../order/ids.ts";
import type { Clock, Files, Owner, Preflights } from "../order/ports.ts";
import {
  type Preflight,
  type PreflightFinding,
  PreflightReport,
  type PreflightWish,
} from "../order/preflight.ts";
import type { PreflightView, Verdict } from "../order/preflight-view.ts";
import { fileView, linkSeconds } from "./show.ts";

export interface ShowPreflightPorts {
  readonly preflights: Preflights;
  readonly files: Files;
  readonly clock: Clock;
}

/** One preflight with what it found. Rejected `not_found` also for others' preflights, and for what expired. */
export async function showPreflight(
  ports: ShowPreflightPorts,
  owner: Owner,
  id: string,
): Promise<PreflightView> {
  const named = PreflightId.safeParse(id);
  const found = named.success && (await ports.preflights.load({ ...owner, preflightId: named.data }));
  if (!found || Date.parse(found.expiresAt) <= ports.clock.now().getTime())
    throw new Rejected("not_found", `There is no preflight ${id}.`, { given: id });
  const view = presentPreflight(found);
  if (found.reportDoc === null) return view;
  const report = PreflightReport.parse(await ports.files.getJson(found.reportDoc));
  return { ...view, ...(await reported(ports.files, report)) };
}

/** The preflight as its row has it, without what lies in S3. */
export function presentPreflight(preflight: Preflight): PreflightView {
  const { id, mode, wish, state, failure, createdAt, finishedAt, expiresAt } = preflight;
  return {
    id,
    mode,
    state,
    ...wished(wish),
    verdict: null,
    error: failure,
    pages: null,
    findings: [],
    findingsLeftOff: 0,
    pictures: [],
    files: [],
    previews: [],
    createdAt,
    finishedAt,
    expiresAt,
  };
}

function wished(wish: PreflightWish) {
  const nothing = { productId: null, facilityId: null, fit: null, options: null, acceptLowResolution: null };
  if (wish.kind === "standard") return { ...nothing, standard: wish.standard };
  const { kind: _, ...product } = wish;
  return { ...product, standard: null };
}

async function reported(files: Files, { findings, leftOff, pages, pictures, ...made }: PreflightReport) {
  return {
    verdict: verdictOf(findings),
    pages,
    findings,
    findingsLeftOff: leftOff,
    pictures,
    files: await Promise.all(made.files.map((component) => fileView(files, component))),
    previews: await Promise.all(
      made.previews.map(async ({ key, cutKey, page }) => ({
        page,
        url: cutKey && (await files.link(cutKey, linkSeconds)),
        annotatedUrl: await files.link(key, linkSeconds),
      })),
    ),
  };
}

function verdictOf(findings: readonly PreflightFinding[]): Verdict {
  const severities = new Set(findings.map(({ severity }) => severity));
  if (severities.has("error")) return "errors";
  return severities.has("warning") ? "warnings" : "ok";
}
