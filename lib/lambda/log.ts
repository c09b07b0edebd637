/** Fields of a log line: ids and outcomes, never artwork, addresses or tokens. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Writes one structured line per outcome. */
export function log(level: "info" | "warn" | "error", outcome: string, fields: LogFields): void {
  process.stdout.write(`${JSON.stringify({ level, outcome, ...fields })}\n`);
}

/** What can be told of an unexpected error: its name, message and stack, with its causes. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return { error: error.name, message: error.message, cause, stack: error.stack };
}
