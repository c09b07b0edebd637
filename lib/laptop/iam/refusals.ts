import type { Decided } from "./grants.ts";

/** Tells each refusal once: a right that is missing must not hide behind a caller that goes on without. */
export function tellRefusals(say: (line: string) => void): Decided {
  const told = new Set<string>();
  return (who, { action, resource }, { refusal }) => {
    if (refusal === undefined) return;
    const line = `Access denied: ${who.arn} may not ${action} on ${resource}, ${refusal}`;
    if (told.has(line) || told.size >= mostTold) return;
    told.add(line);
    say(line);
  };
}

/** Somebody who tries all names must not fill the memory. */
const mostTold = 1_000;
