/** Files under way at a time: each is held in memory whole. */
const atOnce = 3;

/** Does `work` with all of them, a few at a time, and answers in their order. */
export async function inTurns<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let start = 0; start < all.length; start += atOnce)
    done.push(...(await Promise.all(all.slice(start, start + atOnce).map(work))));
  return done;
}
