/** One outcome: what happened to which ticket. Never keys, addresses or what is printed. */
export interface LogLine {
  readonly event: string;
  readonly level?: "info" | "warn";
  readonly ticketId?: string;
  readonly [field: string]: unknown;
}

export type Log = (line: LogLine) => void;

/** Writes each line as one line of JSON. */
export function jsonLog(write: (text: string) => void): Log {
  return (line) => write(`${JSON.stringify({ at: new Date().toISOString(), level: "info", ...line })}\n`);
}

/** The short reason of anything thrown, for a log line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // An AggregateError of refused connections has an empty message; `fetch failed` says why in its cause.
  const own = error.message || ("code" in error ? String(error.code) : error.name);
  return error.cause === undefined ? own : `${own}: ${reasonOf(error.cause)}`;
}
