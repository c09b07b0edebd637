import { Rejected } from "../order/errors.ts";

/**
 * Works a list with so many at a time and answers in its order. Always waits for all that were begun, so that nothing
 * still writes when the caller cleans up; then throws the first Rejected, else the first error.
 */
export async function inTurns<T, R>(
  things: readonly T[],
  atOnce: number,
  work: (thing: T, place: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const errors: unknown[] = [];
  const waiting = things.entries();
  const worker = async () => {
    for (const [place, thing] of waiting) {
      if (errors.length > 0) return;
      try {
        results[place] = await work(thing, place);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (errors.length > 0) throw errors.find((error) => error instanceof Rejected) ?? errors[0];
  return results;
}
