import { createHash } from "node:crypto";
import { ulid } from "ulid";
import * as z from "zod";
import { Rejected } from "../order/errors.ts";
import type { Answers, Execution, OnceRequest, Reply } from "../order/once.ts";
import type { Clock, Forgetting } from "../order/ports.ts";
import { absent, type Table } from "./table.ts";

/** A run that has not answered by then is taken for dead; longer than any door may take. */
const leaseSeconds = 35;
const keptDays = 30;

const Answer = z.object({ status: z.number(), body: z.unknown() });

const AnswerRow = z.object({
  bodyHash: z.string(),
  ulid: z.string(),
  leaseUntil: z.string(),
  expiresAt: z.number(),
  /** Status and body as JSON: a map of DynamoDB forgets the order of its names, and replays are equal to the byte. */
  answer: z
    .string()
    .transform((text) => Answer.parse(JSON.parse(text)))
    .optional(),
});
type AnswerRow = z.infer<typeof AnswerRow>;
/** A row as a run writes it first: no answer yet. */
type FreshRow = Omit<AnswerRow, "answer">;

/** Forgets a stored answer by its row, when its order is erased. */
export function forgettingIn(table: Table): Forgetting {
  return { forget: (row) => table.remove({ pk: row, sk: "answer" }) };
}

/** Keyed requests as conditional rows: who writes the row runs, the others replay or wait. */
export function answersIn(table: Table, clock: Clock): Answers {
  return {
    once: async (request, run) => {
      const key = { pk: rowOf(request), sk: "answer" };
      const fresh = freshRow(request, clock.now());
      if (await table.put({ ...key, ...fresh }, absent))
        return answering(table, { key, row: fresh, request }, run);
      const found = await table.get(key);
      // Refused and forgotten a moment ago: the caller may try anew.
      if (!found) throw stillRunning(request);
      return again(table, { key, found: AnswerRow.parse(found), fresh, request }, run);
    },
  };
}

/** The key came before: its answer is replayed, or its run taken over where it died. */
async function again(table: Table, rows: Rows, run: Run): Promise<Reply> {
  const { found, fresh, request } = rows;
  if (new Date(found.expiresAt * 1000).toISOString() < nowOf(fresh)) return takeOver(table, rows, run);
  if (found.bodyHash !== fresh.bodyHash) throw reused(request);
  if (found.answer) return found.answer;
  // The first run has died or is still at it; its allocated id is kept either way.
  return takeOver(table, { ...rows, fresh: { ...fresh, ulid: found.ulid } }, run);
}

type Run = (execution: Execution) => Promise<Reply>;
type At = { pk: string; sk: string };

interface Rows {
  readonly key: At;
  readonly found: AnswerRow;
  readonly fresh: FreshRow;
  readonly request: OnceRequest;
}

/** Becomes the runner if the lease of the row found is over and nobody else takes it. */
async function takeOver(table: Table, { key, found, fresh, request }: Rows, run: Run): Promise<Reply> {
  if (found.leaseUntil > nowOf(fresh)) throw stillRunning(request);
  const unchanged = { expression: "leaseUntil = :seen", values: { ":seen": found.leaseUntil } };
  if (!(await table.put({ ...key, ...fresh }, unchanged))) throw stillRunning(request);
  return answering(table, { key, row: fresh, request }, run);
}

function nowOf(fresh: FreshRow): string {
  return new Date(Date.parse(fresh.leaseUntil) - leaseSeconds * 1000).toISOString();
}

interface Running {
  readonly key: At;
  readonly row: FreshRow;
  readonly request: OnceRequest;
}

async function answering(table: Table, { key, row, request }: Running, run: Run): Promise<Reply> {
  try {
    const { status, body } = await run({ row: key.pk, ulid: row.ulid });
    const end = request.again ? { leaseUntil: nowOf(row) } : { answer: JSON.stringify({ status, body }) };
    await table.put({ ...key, ...row, ...end });
    return { status, body };
  } catch (error) {
    if (error instanceof Rejected) await table.remove(key);
    else await released(table, { key, row, request });
    throw error;
  }
}

/** What was refused is forgotten; an unknown failure may have done its work, so the next run gets the same ulid. */
async function released(table: Table, { key, row }: Running): Promise<void> {
  const mine = { expression: "leaseUntil = :mine", values: { ":mine": row.leaseUntil } };
  // Where this fails too, the lease runs out.
  await table.put({ ...key, ...row, leaseUntil: nowOf(row) }, mine).catch(() => false);
}

function freshRow({ body }: OnceRequest, now: Date): FreshRow {
  return {
    bodyHash: createHash("sha256").update(body).digest("hex"),
    ulid: ulid(),
    leaseUntil: new Date(now.getTime() + leaseSeconds * 1000).toISOString(),
    expiresAt: Math.floor(now.getTime() / 1000) + keptDays * 86_400,
  };
}

function rowOf({ owner, route, key }: OnceRequest): string {
  if (key.length < 1 || key.length > 255) {
    throw new Rejected("invalid_request", "Idempotency-Key: 1 to 255 characters", {
      pointer: "Idempotency-Key",
      given: key.slice(0, 40),
      wanted: "1 to 255 characters",
    });
  }
  return `${owner.mode}#${owner.merchantId}#answer#${route}#${key}`;
}

function reused({ key }: OnceRequest): Rejected {
  return new Rejected("idempotency_key_reused", "This Idempotency-Key came before with another body.", {
    pointer: "Idempotency-Key",
    given: key,
    wanted: "the same body, or a new key",
  });
}

function stillRunning({ key }: OnceRequest): Rejected {
  return new Rejected(
    "request_in_progress",
    "The first request with this Idempotency-Key is still running.",
    {
      pointer: "Idempotency-Key",
      given: key,
      wanted: "wait and ask again",
    },
  );
}
