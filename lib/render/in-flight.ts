/** Works items at most `width` at a time and yields what came of them in their order, however long each took. */
export async function* inFlight<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): AsyncGenerator<R> {
  const flying: Promise<R>[] = [];
  for (const [index, item] of items.entries()) {
    const flight = work(item, index);
    // Whoever waits for an earlier one must not be killed by a later one's failure meanwhile.
    flight.catch(() => undefined);
    flying.push(flight);
    const oldest = flying.length >= width ? flying.shift() : undefined;
    if (oldest) yield await oldest;
  }
  for (const flight of flying) yield await flight;
}
