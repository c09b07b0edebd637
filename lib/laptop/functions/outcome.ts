/** How an invocation ended. */
export interface Outcome {
  /** The handler's result, or `{errorType, errorMessage, trace}`, as JSON. */
  readonly body: string;
  readonly failed: boolean;
}

/** An invocation that ended without the handler's word, told as Lambda tells it. */
export function failure(errorType: string, errorMessage: string): Outcome {
  return { failed: true, body: JSON.stringify({ errorType, errorMessage }) };
}

/** True when the process ended by itself, or was ended, in the middle. */
export function isCrash({ body }: Outcome): boolean {
  return body.startsWith('{"errorType":"Runtime.ExitError"');
}
