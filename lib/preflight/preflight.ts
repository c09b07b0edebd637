import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Rejected } from "../order/errors.ts";
import { type PreflightRef, preflightKey } from "../order/keys.ts";
import type { PreflightMessage } from "../order/messages.ts";
import type { Failure } from "../order/order.ts";
import type { Clock, Facilities, Files, Owner, Preflights } from "../order/ports.ts";
import { type Preflight, PreflightReport, type PreflightWish } from "../order/preflight.ts";
import type { Source } from "../order/source.ts";
import { kept } from "../order/transitions.ts";
import { type Against, type Examined, type Examiners, examine, pressAt } from "./examine.ts";

export interface PreflightPorts {
  readonly preflights: Preflights;
  readonly facilities: Facilities;
  readonly files: Files;
  readonly clock: Clock;
  /** Brings a source to a path, as it does for orders. */
  fetch(errand: { owner: Owner; source: Source; path: string; last: boolean }): Promise<Content>;
  /** Lends a folder that is gone afterwards. */
  inFolder<T>(work: (folder: string) => Promise<T>): Promise<T>;
  readonly examiners: Examiners;
}

interface Content {
  readonly sha256: string;
  readonly bytes: number;
}

/** Looks at the file of one preflight, once, and records what was found; what is wrong with the file fails it on record. */
export async function preflight(
  ports: PreflightPorts,
  message: PreflightMessage,
  { last }: { readonly last: boolean },
): Promise<void> {
  const found = await ports.preflights.load(message);
  if (!found) throw new Rejected("not_found", `There is no preflight ${message.preflightId}.`);
  const { file } = found;
  if (found.state !== "waiting" || !file) return;
  const ended = { ...found, file: null };
  try {
    const reportDoc = await ports.inFolder((folder) =>
      look(ports, { ref: message, found, file, folder, last }),
    );
    await finish(ports, { ...ended, state: "done", reportDoc });
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    await finish(ports, { ...ended, state: "failed", failure: failureOf(error) });
  }
}

function finish({ preflights, clock }: PreflightPorts, ended: Preflight): Promise<void> {
  return preflights.finish({ ...ended, finishedAt: clock.now().toISOString() });
}

/** There is but one file, so that is where everything wrong points to. */
function failureOf({ code, message, blame }: Rejected): Failure {
  return kept({ code, detail: message, ...blame, pointer: "/file" });
}

interface Look {
  readonly ref: PreflightRef;
  readonly found: Preflight;
  readonly file: Source;
  readonly folder: string;
  readonly last: boolean;
}

/** Key of the stored report. */
async function look(ports: PreflightPorts, { ref, found, file, folder, last }: Look): Promise<string> {
  const path = join(folder, "given");
  const content = await ports.fetch({ owner: ref, source: file, path, last });
  const against = await againstOf(ports.facilities, found.wish);
  const examined = await examine(
    ports.examiners,
    { path, ...content },
    {
      against,
      folder,
      overlaysTo: folder,
    },
  );
  return store(ports.files, ref, examined);
}

async function againstOf(facilities: Facilities, wish: PreflightWish): Promise<Against> {
  if (wish.kind === "standard") return wish;
  const facility = await facilities.get(wish.facilityId);
  const press = facility && pressAt(facility, wish.productId);
  if (!press) throw new Error(`${wish.facilityId} does not make ${wish.productId} any more`);
  const { fit, options, acceptLowResolution } = wish;
  return { press, fit, options, acceptLowResolution };
}

async function store(files: Files, ref: PreflightRef, { overlays, ...examined }: Examined): Promise<string> {
  const made = examined.files.map(({ path, ...file }) => ({
    path,
    stored: { ...file, key: preflightKey(ref, `${file.role}-${hashOf(file.parts)}.pdf`) },
  }));
  for (const { path, stored } of made)
    await files.putFile(stored.key, { path, bytes: stored.bytes, type: "application/pdf" });
  const previews: PreflightReport["previews"] = [];
  for (const drawn of overlays) previews.push(await putPage(files, ref, drawn));
  const report = PreflightReport.parse({
    ...examined,
    files: made.map(({ stored }) => stored),
    previews,
  });
  const key = preflightKey(ref, `report-${hashOf(report)}`);
  await files.putJson(key, report);
  return key;
}

async function putPage(
  files: Files,
  ref: PreflightRef,
  { page, path, cut }: Examined["overlays"][number],
): Promise<PreflightReport["previews"][number]> {
  const put = async (picture: string, format: "jpeg" | "webp") => {
    const key = preflightKey(ref, `page-${page}.${format}`);
    const { size: bytes } = await stat(picture);
    await files.putFile(key, { path: picture, bytes, type: `image/${format}` });
    return key;
  };
  return { page, key: await put(path, "jpeg"), cutKey: cut && (await put(cut, "webp")) };
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
