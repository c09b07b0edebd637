import type { OrderedKeys } from "./ordered-keys.ts";

/** Which part of a bucket's keys to list, and how. */
export interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  readonly most: number;
  /** List what comes after this key... */
  readonly startAfter: string;
  /** ...or after this entry of the page before: a key, or a common prefix with all its keys. */
  readonly resumeAfter: string | undefined;
}

/** Keys and common prefixes, and where the next page resumes when there is one. */
export interface Page {
  readonly keys: readonly string[];
  readonly groups: readonly string[];
  readonly next: string | undefined;
}

/** Jumps over the keys of a group instead of walking them: a page costs what it shows, not what the bucket holds. */
export function pageOf(all: OrderedKeys, wanted: Wanted): Page {
  const entries: { text: string; isGroup: boolean }[] = [];
  let index = startOf(all, wanted);
  let key = all.at(index);
  for (; key?.startsWith(wanted.prefix) && entries.length < wanted.most; key = all.at(index)) {
    const group = groupOf(key, wanted);
    entries.push({ text: group ?? key, isGroup: group !== undefined });
    index = group === undefined ? index + 1 : all.afterAll(group);
  }
  const textsOf = (isGroup: boolean) =>
    entries.filter((entry) => entry.isGroup === isGroup).map(({ text }) => text);
  const next = key?.startsWith(wanted.prefix) ? entries.at(-1)?.text : undefined;
  return { keys: textsOf(false), groups: textsOf(true), next };
}

function startOf(all: OrderedKeys, wanted: Wanted): number {
  const { prefix, startAfter, resumeAfter } = wanted;
  const first = all.atOrAfter(prefix);
  if (resumeAfter === undefined) return startAfter === "" ? first : Math.max(first, all.after(startAfter));
  return groupOf(resumeAfter, wanted) === undefined ? all.after(resumeAfter) : all.afterAll(resumeAfter);
}

function groupOf(key: string, { prefix, delimiter }: Wanted): string | undefined {
  if (delimiter === "") return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}
