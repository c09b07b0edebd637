/** Most characters of a value as JSON that is told back or kept. */
const maxShown = 200;

/** A value as it may be told: long ones are cut, because a problem is read by people and must not echo a file. */
export function shown(value: unknown): unknown {
  const text = JSON.stringify(value) ?? "null";
  return text.length > maxShown ? `${text.slice(0, maxShown).toWellFormed()}...` : (value ?? null);
}
