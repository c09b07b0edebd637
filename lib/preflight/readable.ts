import type { Census, Stop } from "./census.ts";
import type { Rule } from "./rule.ts";

/** What every standard needs before it can say that a file is right. */
export const readable: readonly Rule[] = [
  {
    code: "content_unreadable",
    severity: "error",
    clause: "Every page's content can be decoded.",
    conclude: ({ unreadable }: Census) => unreadable.map(sighting("content that can be decoded")),
  },
  {
    code: "check_incomplete",
    severity: "error",
    clause: "The file takes no more work than a check is given; pages from here on were not looked at.",
    conclude: ({ cutShort }: Census) => cutShort.map(sighting("less work")),
  },
];

function sighting(wanted: string) {
  return ({ page, reason }: Stop) => ({ page, measured: reason, wanted });
}
