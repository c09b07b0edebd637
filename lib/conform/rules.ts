import { refusalReasons, type Status } from "../order/report.ts";
import { type Claim, platformClientId } from "../order/ticket.ts";

/** What became of one trial ticket. */
export interface Course {
  readonly quantity: number;
  readonly claim: Claim | undefined;
  readonly heard: readonly Status[];
}

/** A sentence a facility keeps to; answers what was wrong, or undefined. */
export interface Rule {
  readonly says: string;
  wrong(record: Course): string | undefined;
}

const forward: readonly string[] = ["accepted", "printing", "printed", "shipped", "delivered"];
const onPaper: ReadonlySet<string> = new Set(["printing", "printed", "shipped", "delivered"]);
// Copies may leave and arrive in several parcels.
const repeatable: ReadonlySet<string> = new Set(["shipped", "delivered"]);

const rule = (says: string, wrong: Rule["wrong"]): Rule => ({ says, wrong });

const claims = rule("claims a ticket before it says anything but refused", ({ claim, heard }) => {
  if (heard.every(({ status }) => status === "refused")) return undefined;
  if (!claim) return "no claim was made";
  return claim.clientId === platformClientId ? "the platform had claimed it" : undefined;
});

const numbers = rule(
  "numbers its statuses 1, 2, 3 without gaps, and repeats one only as it was",
  ({ heard }) => {
    const said = distinct(heard).map(({ seq }) => seq);
    const wanted = said.map((_, index) => index + 1);
    return said.join() === wanted.join() ? undefined : `the numbers were ${said.join(", ")}`;
  },
);

const once = rule("says each word once", ({ heard }) => {
  const words = distinct(heard).map(({ status }) => status);
  const twice = words.find((word, index) => !repeatable.has(word) && words.indexOf(word) < index);
  return twice && `${twice} was said again`;
});

const goesForward = rule("goes from accepted to printing, printed and shipped, never back", ({ heard }) => {
  const ranks = distinct(heard).map(({ status }) => forward.indexOf(status));
  const known = ranks.filter((rank) => rank >= 0);
  return known.every((rank, index) => rank >= (known[index - 1] ?? 0)) ? undefined : wordsOf(heard);
});

export const accepts = rule("accepts a good ticket before it prints it", ({ heard }) =>
  distinct(heard)[0]?.status === "accepted"
    ? undefined
    : `it began with ${distinct(heard)[0]?.status ?? "nothing"}`,
);

export const ships = rule(
  "ships a good ticket, every copy of it, in parcels that can be followed",
  ({ heard, quantity }) => {
    const shipped = distinct(heard).filter(({ status }) => status === "shipped");
    if (shipped.length === 0) return `it ended with ${distinct(heard).at(-1)?.status ?? "nothing"}`;
    const copies = shipped.reduce((sum, status) => sum + (status.quantity ?? quantity), 0);
    if (copies !== quantity) return `${copies} copies were shipped of ${quantity}`;
    const followed = shipped.every(({ parcels = [] }) =>
      parcels.some(({ carrier, tracking }) => carrier && tracking),
    );
    return followed ? undefined : "a parcel has no carrier or no tracking number";
  },
);

export const printsNothing = rule("prints nothing of it", ({ heard }) => {
  const printed = heard.find(({ status }) => onPaper.has(status));
  return printed && `${printed.status} was said`;
});

export const tellsDamage = rule(
  "says that a file is damaged: failed or refused, with damaged_file",
  ({ heard }) => {
    const told = heard.find(
      ({ status, reason }) => ["failed", "refused"].includes(status) && reason?.startsWith("damaged_file"),
    );
    return told ? undefined : wordsOf(heard);
  },
);

export const saysNothing = rule("says nothing of a generation that the platform took back", ({ heard }) =>
  heard.length === 0 ? undefined : wordsOf(heard),
);

export const answersRecall = rule("answers a recall once, with recalled or recall_denied", ({ heard }) => {
  const answers = distinct(heard).filter(({ status }) => status.startsWith("recall"));
  return answers.length === 1 ? undefined : `${answers.length} answers`;
});

export const keepsRecall = rule(
  "prints nothing after it gave a ticket back, and gives back nothing it printed",
  ({ heard }) => {
    const words = distinct(heard).map(({ status }) => status);
    return words.includes("recalled") && words.some((word) => onPaper.has(word)) ? wordsOf(heard) : undefined;
  },
);

const reasons = rule(`refuses with one of the reasons ${refusalReasons.join(", ")}`, ({ heard }) => {
  const odd = heard.find(
    ({ status, reason }) => status === "refused" && !refusalReasons.some((known) => known === reason),
  );
  return odd && `the reason was ${odd.reason ?? "missing"}`;
});

/** What is kept to whatever happens to a ticket. */
export const always: readonly Rule[] = [claims, numbers, once, goesForward, reasons];

/** A queue may deliver a status twice: the same one counts once. By number, for queues do not keep order. */
function distinct(heard: readonly Status[]): Status[] {
  const known = new Map(
    heard.map((status) => [JSON.stringify([status.seq, status.status, status.quantity]), status]),
  );
  return [...known.values()].sort((a, b) => a.seq - b.seq);
}

function wordsOf(heard: readonly Status[]): string {
  return (
    distinct(heard)
      .map(({ status }) => status)
      .join(", ") || "nothing was said"
  );
}
