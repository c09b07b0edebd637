import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { beginPreflight } from "../../lib/intake/begin-preflight.ts";
import { showPreflight } from "../../lib/intake/show-preflight.ts";
import { Unavailable } from "../../lib/order/errors.ts";
import { uploadKey } from "../../lib/order/keys.ts";
import { PreflightMessage } from "../../lib/order/messages.ts";
import type { Owner } from "../../lib/order/ports.ts";
import { checkFile } from "../../lib/preflight/check-file.ts";
import { type PreflightPorts, preflight } from "../../lib/preflight/preflight.ts";
import { fetchSource } from "../../lib/prepare/fetch.ts";
import { withFolder as inFolder } from "../../lib/prepare/folder.ts";
import { sniff as typeOf } from "../../lib/prepare/sniff.ts";
import { filesBucket, type OpenedCloud, openCloud } from "../cloud/opened.ts";
import { Kit } from "./kit.ts";

const owner: Owner = { mode: "test", merchantId: "mer_01ARZ3NDEKTSV4RRFFQ69G5FAV" };
const other: Owner = { ...owner, merchantId: "mer_01ARZ3NDEKTSV4RRFFQ69G5FAW" };
const execution = { row: "row", ulid: "01ARZ3NDEKTSV4RRFFQ69G5FAX" };

/** A cloud with one uploaded PDF that has a hairline, and the station on it; files are checked in this process. */
async function opened() {
  const cloud = await openCloud();
  const kit = await Kit.start();
  kit.draw("0 0 0 1 K 0.1 w 30 30 m 90 30 l S");
  const fileId = await upload(cloud, await kit.bytes());
  const outbound = { fetchToFile: () => Promise.reject(new Unavailable("no network here")) };
  const make = () => Promise.reject(new Error("nothing is rendered here"));
  const ports: PreflightPorts = {
    ...cloud,
    fetch: (errand) => fetchSource({ ...cloud, outbound }, errand),
    inFolder,
    examiners: { typeOf, make, checker: { run: checkFile } },
  };
  const begin = (more = {}) =>
    beginPreflight(
      { ...cloud, outbox: cloud.ledger.outbox },
      { owner, body: { file: { fileId }, standard: "gwg2015-sheetfed" }, execution: undefined, ...more },
    );
  const messages = async () => (await cloud.taken("preflight")).map((heard) => PreflightMessage.parse(heard));
  return { cloud, ports, begin, messages, show: (id: string, who = owner) => showPreflight(cloud, who, id) };
}

async function upload(cloud: OpenedCloud, content: Uint8Array) {
  const fileId = cloud.ids.next("fil") as `fil_${string}`;
  const key = uploadKey(owner.mode, owner.merchantId, fileId);
  await cloud.s3.send(new PutObjectCommand({ Bucket: filesBucket, Key: key, Body: content }));
  const bytes = content.length;
  await cloud.uploads.put(owner, { fileId, key, bytes, type: "", state: "complete", multipartId: null });
  return fileId;
}

test("a preflight is worked once, however often its message comes, and keeps nothing of where its file was", async () => {
  const { cloud, ports, begin, messages, show } = await opened();
  const { id } = await begin();
  const [message] = await messages();
  if (!message) throw new Error("nothing was sent");
  await Promise.all([1, 2].map(() => preflight(ports, message, { last: false })));
  const done = await show(id);
  expect(done).toMatchObject({ state: "done", verdict: "errors", pages: 2 });
  expect(done.findings).toMatchObject([{ code: "gwg_hairline", page: 1, measured: 0.1, wanted: 0.25 }]);
  expect(done.previews.map(({ page }) => page)).toEqual([1, 2]);
  cloud.clock.pass(5);
  await preflight(ports, message, { last: true });
  expect((await show(id)).finishedAt).toBe(done.finishedAt);
  expect(await cloud.preflights.load(message)).toMatchObject({ file: null });
});

test("the same Idempotency-Key is the same preflight, sent again while it waits", async () => {
  const { begin, messages } = await opened();
  const [first, second] = [await begin({ execution }), await begin({ execution })];
  expect(second).toEqual(first);
  expect((await messages()).map(({ preflightId }) => preflightId)).toEqual([first.id, first.id]);
});

test("whoever hears of a preflight can rely on it: without the queue there is no answer", async () => {
  const { cloud, messages } = await opened();
  const outbox = { send: async () => [] };
  const begun = {
    owner,
    body: { file: { url: "https://a.example" }, standard: "pdfx4" },
    execution,
  } as const;
  await expect(beginPreflight({ ...cloud, outbox }, begun)).rejects.toThrow(Unavailable);
  // The next try finds the row and sends it.
  await beginPreflight({ ...cloud, outbox: cloud.ledger.outbox }, begun);
  expect(await messages()).toHaveLength(1);
});

test("a source that never answers fails the preflight on its last try, not before", async () => {
  const { ports, begin, messages, show } = await opened();
  const { id } = await begin({ body: { file: { url: "https://a.example" }, standard: "pdfx4" } });
  const [message] = await messages();
  if (!message) throw new Error("nothing was sent");
  await expect(preflight(ports, message, { last: false })).rejects.toThrow(Unavailable);
  expect((await show(id)).state).toBe("waiting");
  await preflight(ports, message, { last: true });
  expect(await show(id)).toMatchObject({
    state: "failed",
    verdict: null,
    error: { code: "source_unavailable", pointer: "/file" },
  });
});

test("others do not find it, and after a week nobody does", async () => {
  const { cloud, begin, show } = await opened();
  const { id } = await begin();
  await expect(show(id, other)).rejects.toMatchObject({ code: "not_found" });
  await expect(show(id, { ...owner, mode: "live" })).rejects.toMatchObject({ code: "not_found" });
  cloud.clock.pass(7 * 24 * 60 - 1);
  expect((await show(id)).state).toBe("waiting");
  cloud.clock.pass(1);
  await expect(show(id)).rejects.toMatchObject({ code: "not_found" });
});

test("an answer of a checker that was taken over is no report, and names no file of ours", async () => {
  const { ports, begin, messages, show } = await opened();
  const { id } = await begin();
  const [message] = await messages();
  if (!message) throw new Error("nothing was sent");
  const lying = async (job: unknown) => {
    const { report } = await checkFile({ ...Object(job), overlay: null });
    return { report, overlays: [{ page: 1, path: "/etc/hostname" }] };
  };
  const liar = { ...ports.examiners, checker: { run: lying } };
  await expect(preflight({ ...ports, examiners: liar }, message, { last: true })).rejects.toThrow(/ENOENT/);
  const nonsense = { ...ports.examiners, checker: { run: async () => ({ report: "fine" }) } };
  await preflight({ ...ports, examiners: nonsense }, message, { last: true });
  expect((await show(id)).error?.code).toBe("damaged_file");
});
