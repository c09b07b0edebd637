import * as z from "zod";
import { type Code, Fault, isOurs, Rejected, statusOfCode, Unavailable } from "../order/errors.ts";

const isCode = (value: unknown): value is Code =>
  typeof value === "string" && Object.hasOwn(statusOfCode, value);

const Rejection = z.strictObject({
  code: z.custom<Code>(isCode),
  detail: z.string().max(1000),
  pointer: z.string().max(200).optional(),
  given: z.unknown().optional(),
  wanted: z.unknown().optional(),
});

/** What a capped child says on its way out: done, the order's fault, the world's, or ours. */
export const Answer = z.union([
  z.strictObject({ ok: z.unknown() }),
  z.strictObject({ rejected: Rejection }),
  z.strictObject({ unavailable: z.string().max(1000) }),
  z.strictObject({ fault: z.string().max(1000) }),
]);
export type Answer = z.infer<typeof Answer>;

/** Reads an answer; undefined when it is junk: what reads files of strangers may be made to say anything. */
export function answerIn(text: string): Answer | undefined {
  try {
    return Answer.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Turns an answer back into what the work answered or threw. */
export function opened(answer: Answer): unknown {
  if ("ok" in answer) return answer.ok;
  if ("unavailable" in answer) throw new Unavailable(answer.unavailable);
  if ("fault" in answer) throw new Fault(answer.fault);
  const { code, detail, pointer, ...shown } = answer.rejected;
  throw new Rejected(code, detail, { ...(pointer === undefined ? {} : { pointer }), ...shown });
}

/** Turns an outcome into an answer; errors that may be a file's stay errors, so that the child crashes with them. */
export async function answerTo(work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { ok: (await work()) ?? null };
  } catch (error) {
    if (error instanceof Rejected) {
      return { rejected: { code: error.code, detail: error.message.slice(0, 1000), ...error.blame } };
    }
    if (error instanceof Unavailable) return { unavailable: error.message.slice(0, 1000) };
    if (isOurs(error)) return { fault: String(error).slice(0, 1000) };
    throw error;
  }
}
