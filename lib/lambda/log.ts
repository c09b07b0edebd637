/** Fields of a log line: ids and outcomes, never artwork, addresses or tokens. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Writes one structured line per outcome. */
export function log(level: "info" | "warn" | "error", outcome: string, fields: LogFields): void {
  process.stdout.write(`${JSON.stringify({ level, outcome, ...fields })}\n`);
}

/** A round may meet hundreds of the same. */
const mostCauses = 5;

/** What can be told of an unexpected error: its name, message and stack, with its causes. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const causes = error instanceof AggregateError ? error.errors.slice(0, mostCauses) : [error.cause];
  const cause = causes.flatMap((each) => (each instanceof Error ? [`${each.name}: ${each.message}`] : []));
  return {
    error: error.name,
    message: error.message,
    cause: cause.join("; ") || undefined,
    stack: error.stack,
  };
}

/** Logs what a capped child complained of before it ended badly. */
export function logComplaint(complaint: string): void {
  log("warn", "child ended badly", { complaint });
}
