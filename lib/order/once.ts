import type { Owner } from "./ports.ts";

/** What a route answers. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OnceRequest {
  readonly owner: Owner;
  readonly route: string;
  readonly key: string;
  readonly body: string;
  /** The answer ages or names people: it is not stored, and made again by running again with the same ulid. */
  readonly again: boolean;
}

/** One run of a keyed request. `ulid` is allocated with the row and is the same when a crashed run is taken over. */
export interface Execution {
  readonly row: string;
  readonly ulid: string;
}

/** Runs a keyed request once and replays its answer for 30 days. */
export interface Answers {
  /**
   * Same key and body: the stored answer, or what a run says now. Other body: Rejected `idempotency_key_reused`. Still running: Rejected
   * `request_in_progress`. A run that throws is forgotten, so that the key can be used again.
   */
  once(request: OnceRequest, run: (execution: Execution) => Promise<Reply>): Promise<Reply>;
}
