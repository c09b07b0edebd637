import { isOurs, Rejected } from "../order/errors.ts";

/** A stranger's file that cannot be followed to its end. */
export class Unreadable extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? (cause.message.split("\n", 1)[0] ?? "") : String(cause), { cause });
    this.name = "Unreadable";
  }
}

/**
 * Follows a stranger's file: what fails here is the file's fault, whichever way it makes a library stumble. Everything
 * else that fails, and what the operating system refuses, is ours and must not be blamed on the order.
 */
export function reading<T>(follow: () => T): T {
  try {
    return follow();
  } catch (error) {
    throw blamed(error);
  }
}

/** The same for what takes its time. */
export function readingOn<T>(follow: () => Promise<T>): Promise<T> {
  return follow().catch((error: unknown) => {
    throw blamed(error);
  });
}

function blamed(error: unknown): unknown {
  const isSaid = error instanceof Rejected || error instanceof Unreadable;
  return isSaid || isOurs(error) ? error : new Unreadable(error);
}
