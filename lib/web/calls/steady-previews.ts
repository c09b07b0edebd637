import type { Preview } from "./answers.ts";

/** Links live 15 minutes. */
const goodForMs = 10 * 60_000;

/**
 * Remembers the links to a publication's pages for a while: each answer signs them anew, and a browser would fetch each
 * picture again after every choice.
 */
export function steadyPreviews(): (fresh: readonly Preview[]) => Preview[] {
  let kept: readonly Preview[] = [];
  let since = 0;
  return (fresh) => {
    if (kept.length !== fresh.length || performance.now() - since > goodForMs) {
      kept = fresh;
      since = performance.now();
    }
    return [...kept];
  };
}
