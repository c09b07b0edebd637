import { createHash } from "node:crypto";
import { ulid } from "ulid";
import * as z from "zod";
import { Rejected } from "../order/errors.ts";
import type { Answers, Execution, OnceRequest, Reply } from "../order/once.ts";
import type { Clock, Forgetting } from "../order/ports.ts";
import { absent, type Row, type Table } from "./table.ts";

/** A run that has not answered by then is taken for dead; longer than any door may take. */
const leaseSeconds = 35;
const keptDays = 30;

const AnswerRow = z.object({
  bodyHash: z.string(),
  ulid: z.string(),
  leaseUntil: z.string(),
  expiresAt: z.number(),
  answer: z.object({ status: z.number(), body: z.unknown() }).optional(),
});
type AnswerRow = z.infer<typeof AnswerRow>;

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
      if (await table.put({ ...key, ...fresh }, absent)) return answering(table, { key, row: fresh }, run);
      const found = AnswerRow.parse(await table.get(key));
      const expired = found.expiresAt * 1000 < clock.now().getTime();
      if (expired) return takeOver(table, { key, found, fresh, request }, run);
      if (found.bodyHash !== fresh.bodyHash) throw reused(request);
      if (found.answer) return found.answer;
      // The first run has died or is still at it; its allocated id is kept either way.
      return takeOver(table, { key, found, fresh: { ...fresh, ulid: found.ulid }, request }, run);
    },
  };
}

type Run = (execution: Execution) => Promise<Reply>;
type At = { pk: string; sk: string };

interface Rows {
  readonly key: At;
  readonly found: AnswerRow;
  readonly fresh: AnswerRow;
  readonly request: OnceRequest;
}

/** Becomes the runner if the lease of the row found is over and nobody else takes it. */
async function takeOver(table: Table, { key, found, fresh, request }: Rows, run: Run): Promise<Reply> {
  if (found.leaseUntil > nowOf(fresh)) throw stillRunning(request);
  const unchanged = { expression: "leaseUntil = :seen", values: { ":seen": found.leaseUntil } };
  if (!(await table.put({ ...key, ...fresh }, unchanged))) throw stillRunning(request);
  return answering(table, { key, row: fresh }, run);
}

function nowOf(fresh: AnswerRow): string {
  return new Date(Date.parse(fresh.leaseUntil) - leaseSeconds * 1000).toISOString();
}

async function answering(table: Table, { key, row }: { key: At; row: AnswerRow }, run: Run): Promise<Reply> {
  try {
    const { status, body } = await run({ row: key.pk, ulid: row.ulid });
    const answer = { status, body };
    await table.put({ ...key, ...row, answer } as Row & At);
    return answer;
  } catch (error) {
    // Only what was refused is forgotten; an unknown failure may have done its work, so its lease runs out instead.
    if (error instanceof Rejected) await table.remove(key);
    throw error;
  }
}

function freshRow({ body }: OnceRequest, now: Date): AnswerRow {
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
