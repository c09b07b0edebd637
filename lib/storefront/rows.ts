import * as z from "zod";
import { absent, type Key, type Row, type Table } from "../cloud/table.ts";
import { MerchantId, type Mode } from "../order/ids.ts";
import type { Owner } from "../order/ports.ts";
import { modeOf, SessionId } from "./ids.ts";
import type { Contents, Merchants, Publications, Sessions } from "./ports.ts";
import { Publication } from "./publication.ts";
import { Session } from "./session.ts";

/** JSON in one attribute: a map of DynamoDB forgets what undefined and order were. */
function textOf<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(schema);
}

const SessionRow = z.object({ session: textOf(Session) });
const PublicationRow = z.object({ publication: textOf(Publication) });
const ContentRow = z.object({ key: z.string(), type: z.string() });
const Pointer = z.object({ sessionId: SessionId });
/** `readTo`, for `position` is a word of DynamoDB's own. */
const MerchantRow = z.object({ sk: MerchantId, readTo: z.int() });
const BusyRow = z.object({ sk: MerchantId, busyUntil: z.string() });

/** Sessions as rows: gsi1 finds one by its order, gsi2 lists those the clock must look at. */
export function sessionsIn(table: Table): Sessions {
  return {
    load: async (id) => {
      const row = await table.get(sessionKey(id));
      return row && SessionRow.parse(row).session;
    },
    create: async (session) => {
      await table.put(sessionRow(session), absent);
    },
    save: async (session) => {
      const before = { expression: "version = :before", values: { ":before": session.version - 1 } };
      if (!(await table.put(sessionRow(session), before))) return false;
      await pointFrom(table, session);
      return true;
    },
    ofOrder: async (mode, orderId) => {
      const { rows } = await table.search({
        index: "gsi1",
        expression: "gsi1pk = :order",
        values: { ":order": orderPk(mode, orderId) },
        limit: 1,
      });
      return rows[0] && Pointer.parse(rows[0]).sessionId;
    },
    ofTracking: async (token) => {
      const row = await table.get(trackingKey(token, modeOf(token)));
      return row && Pointer.parse(row).sessionId;
    },
    paidOn: async (mode, day) => {
      const values = { ":day": dayPk(mode, day.toISOString()) };
      const rows = await table.searchAll({ expression: "pk = :day", values });
      return rows.map((row) => Pointer.parse(row).sessionId);
    },
    due: async (mode, until, limit) => {
      const { rows } = await table.search({
        index: "gsi2",
        expression: "gsi2pk = :due AND gsi2sk <= :until",
        values: { ":due": `${mode}#due`, ":until": until.toISOString() },
        limit,
      });
      return rows.map((row) => Pointer.parse(row).sessionId);
    },
  };
}

/** Publications as rows, listed by merchant, newest first. */
export function publicationsIn(table: Table): Publications {
  return {
    load: async (id) => {
      const row = await table.get(publicationKey(id, modeOf(id)));
      return row && PublicationRow.parse(row).publication;
    },
    create: async (publication) => {
      await table.put(publicationRow(publication), absent);
      const { mode, merchantId } = publication;
      await table.put({ ...merchantKey(mode, merchantId), readTo: 0 }, absent);
    },
    save: (publication) =>
      table.put(publicationRow(publication), {
        expression: "version = :before",
        values: { ":before": publication.version - 1 },
      }),
    list: async ({ mode, merchantId }, { limit, cursor }) => {
      const gsi1pk = listPk(mode, merchantId);
      const { rows, lastKey } = await table.search({
        index: "gsi1",
        expression: "gsi1pk = :merchant AND gsi1sk < :after",
        values: { ":merchant": gsi1pk, ":after": cursor ?? "~" },
        backwards: true,
        limit,
      });
      const items = rows.map((row) => PublicationRow.parse(row).publication);
      return { items, nextCursor: lastKey === undefined ? null : placeOf(items.at(-1)) };
    },
  };
}

/** Files that merchants brought. */
export function contentsIn(table: Table): Contents {
  const keyOf = (id: string, { mode, merchantId }: Owner) => ({
    pk: `${mode}#${merchantId}#contents`,
    sk: id,
  });
  return {
    put: async (id, owner, file) => {
      await table.put({ ...keyOf(id, owner), ...file });
    },
    get: async (id, owner) => {
      const row = await table.get(keyOf(id, owner));
      return row && ContentRow.parse(row);
    },
  };
}

/** Merchants that sell here, with the position up to which their events were read. */
export function merchantsIn(table: Table): Merchants {
  return {
    list: async (mode) => {
      const all = (pk: string) => table.searchAll({ expression: "pk = :all", values: { ":all": pk } });
      const [rows, busy] = await Promise.all([all(`${mode}#merchants`), all(`${mode}#busy`)]);
      const until = new Map(
        busy.map((row) => BusyRow.parse(row)).map(({ sk, busyUntil }) => [sk, busyUntil]),
      );
      return rows.map((row) => {
        const { sk, readTo } = MerchantRow.parse(row);
        return { merchantId: sk, position: readTo, busyUntil: until.get(sk) ?? null };
      });
    },
    read: async ({ mode, merchantId }, position) => {
      await table.put(
        { ...merchantKey(mode, merchantId), readTo: position },
        { expression: "readTo < :position", values: { ":position": position } },
      );
    },
  };
}

/** Written before anybody is told of the token, and the same each time; payments are listed by their day. */
async function pointFrom(table: Table, session: Session): Promise<void> {
  const { id, mode, placed, payments } = session;
  if (placed && isAwaited(placed)) await keepBusy(table, session);
  const payment = placed === null ? payments.at(-1) : undefined;
  if (payment) await table.put({ pk: dayPk(mode, payment.createdAt), sk: id, sessionId: id });
  if (placed && placed.orderId === null)
    await table.put({ ...trackingKey(placed.tracking, mode), sessionId: id });
}

/** Its order's merchant is asked for news each minute. What has shipped can wait a little. */
function isAwaited({ state, refused }: NonNullable<Session["placed"]>): boolean {
  return refused === null && (state === null || !settled.has(state));
}

const settled: ReadonlySet<string> = new Set(["shipped", "delivered", "failed", "cancelled"]);

/** The clock looks at every open order once in six hours at least, and so comes by here. */
const busyMs = 24 * 3_600_000;

async function keepBusy(table: Table, { mode, merchantId, createdAt, dueAt }: Session): Promise<void> {
  const latest = Math.max(Date.parse(createdAt), Date.parse(dueAt ?? createdAt));
  const busyUntil = new Date(latest + busyMs).toISOString();
  const row = { pk: `${mode}#busy`, sk: merchantId, busyUntil };
  const later = { expression: "busyUntil < :until", values: { ":until": busyUntil } };
  if (!(await table.put(row, later))) await table.put(row, absent);
}

function sessionRow(session: Session): Row & Key {
  const { id, mode, version, placed, dueAt } = session;
  return {
    ...sessionKey(id),
    ...(placed?.orderId && { gsi1pk: orderPk(mode, placed.orderId), gsi1sk: "session" }),
    ...(dueAt && { gsi2pk: `${mode}#due`, gsi2sk: `${dueAt}#${id}` }),
    sessionId: id,
    version,
    session: JSON.stringify(session),
  };
}

function publicationRow(publication: Publication): Row & Key {
  const { id, mode, merchantId, version } = publication;
  return {
    ...publicationKey(id, mode),
    gsi1pk: listPk(mode, merchantId),
    gsi1sk: placeOf(publication),
    version,
    publication: JSON.stringify(publication),
  };
}

function placeOf(publication: Publication | undefined): string | null {
  return publication ? `${publication.createdAt}#${publication.id}` : null;
}

function sessionKey(id: SessionId) {
  return { pk: `${modeOf(id)}#session#${id}`, sk: "session" };
}

function publicationKey(id: string, mode: Mode) {
  return { pk: `${mode}#publication#${id}`, sk: "publication" };
}

function trackingKey(token: string, mode: Mode) {
  return { pk: `${mode}#tracking#${token}`, sk: "tracking" };
}

function merchantKey(mode: Mode, merchantId: MerchantId) {
  return { pk: `${mode}#merchants`, sk: merchantId };
}

function listPk(mode: Mode, merchantId: MerchantId): string {
  return `${mode}#${merchantId}#publications`;
}

function dayPk(mode: Mode, at: string): string {
  return `${mode}#payments#${at.slice(0, 10)}`;
}

function orderPk(mode: Mode, orderId: string): string {
  return `${mode}#order#${orderId}`;
}
