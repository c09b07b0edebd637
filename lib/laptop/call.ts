import type { Readable } from "node:stream";

/** What a service asks before it acts: may this caller do `action` on `resource`? */
export interface Question {
  /** IAM action, e.g. `sqs:SendMessage`. */
  readonly action: string;
  /** ARN of the resource acted on. */
  readonly resource: string;
  /** Condition keys known to the service, e.g. `{ "s3:if-none-match": "*" }`; absent keys are null to IAM. */
  readonly context?: Readonly<Record<string, string>>;
  /** The resource's own policy document (queue or bucket policy), when it has one. */
  readonly resourcePolicy?: unknown;
}

/** Who calls, as the signature proved it. */
export interface Caller {
  readonly accountId: string;
  /** E.g. `arn:aws:sts::123456789012:assumed-role/Facility/ams`, or the account's root. */
  readonly arn: string;
  /** STS `UserId`; SQS's SenderId: `AROA...:sessionName` for a role session. */
  readonly userId: string;
  /** Throws AwsError `AccessDenied` (403) unless identity and resource policies together allow it. */
  authorize(question: Question): void;
}

/** One call to the AWS endpoint of the laptop cloud, its signature already verified. */
export interface AwsCall {
  readonly method: string;
  /** Raw path as sent: percent-encoded, no query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as sent (S3 decodes aws-chunked itself). */
  readonly body: Readable;
  readonly caller: Caller;
  /** Aborts when the client goes away before the answer. */
  readonly gone: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

export type Service = (call: AwsCall) => Promise<Answer>;

/** An AWS error by its public code; each service renders it in its own protocol (JSON or XML). */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = status;
  }
}
