import type { PDFDict } from "pdf-lib";
import { decoded } from "../pdf/decode.ts";
import { dictIn, entryOf, itemsOf, nameIn, numberIn, streamIn, textIn } from "../pdf/entries.ts";
import { type IccHeader, iccHeader } from "../pdf/icc.ts";
import { inDocument, type Rule, type Sighting } from "../rule.ts";
import type { Subject } from "../subject.ts";

/** The printing condition that the file was made for. */
export const intent: readonly Rule[] = [
  {
    code: "x4_intent_count",
    severity: "error",
    clause: "There is exactly one output intent of PDF/X.",
    find: (subject) => {
      const { length } = intentsOf(subject);
      return length === 1 ? [] : [inDocument(length, 1)];
    },
  },
  {
    code: "x4_intent_condition",
    severity: "error",
    clause: "The output intent names its printing condition.",
    find: (subject) =>
      intentsOf(subject)
        .filter((each) => !textIn(entryOf(each, "OutputConditionIdentifier"))?.trim())
        .map(() => inDocument(null, "OutputConditionIdentifier")),
  },
  {
    code: "x4_intent_profile",
    severity: "error",
    clause: "The output intent embeds an ICC profile.",
    find: (subject) =>
      intentsOf(subject).flatMap((each) => (profileOf(each) ? [] : [inDocument(null, "an ICC profile")])),
  },
  {
    code: "x4_intent_class",
    severity: "error",
    clause: "The output intent's profile describes a printer (class prtr), not a screen.",
    find: forProfiles(({ deviceClass }) => (deviceClass === "prtr" ? null : [deviceClass, "prtr"])),
  },
  {
    code: "x4_intent_channels",
    severity: "error",
    clause: "The output intent's profile is of grey, RGB or CMYK, and N is its number of channels.",
    find: forProfiles(({ space, channels }, stated) => {
      const isKnown = ["GRAY", "RGB ", "CMYK"].includes(space);
      return isKnown && channels === stated ? null : [{ space: space.trim(), N: stated }, { N: channels }];
    }),
  },
];

/** The channels that pages are printed with: those of the only output intent; undefined where that is not known. */
export function intentChannels(subject: Subject): number | undefined {
  const known = channelsBySubject.get(subject);
  if (known !== undefined) return known || undefined;
  const [only, ...more] = intentsOf(subject);
  const channels = (more.length === 0 && only && profileOf(only)?.channels) || 0;
  channelsBySubject.set(subject, channels);
  return channels || undefined;
}

// Asked for every mark of every page.
const channelsBySubject = new WeakMap<Subject, number>();

function intentsOf({ catalog }: Subject): PDFDict[] {
  return itemsOf(entryOf(catalog, "OutputIntents")).flatMap((each) => {
    const found = nameIn(entryOf(each, "S")) === "GTS_PDFX" ? dictIn(each) : undefined;
    return found ? [found] : [];
  });
}

const maxProfileBytes = 64_000_000;

function profileOf(each: PDFDict): IccHeader | undefined {
  const stream = streamIn(entryOf(each, "DestOutputProfile"));
  try {
    return stream && iccHeader(decoded(stream, maxProfileBytes));
  } catch {
    // What cannot be decoded is no profile.
    return undefined;
  }
}

type Judge = (profile: IccHeader, stated: number) => readonly [measured: unknown, wanted: unknown] | null;

function forProfiles(judge: Judge): (subject: Subject) => Sighting[] {
  return (subject) =>
    intentsOf(subject).flatMap((each) => {
      const profile = profileOf(each);
      const stated = numberIn(entryOf(entryOf(each, "DestOutputProfile"), "N")) ?? 0;
      const wrong = profile && judge(profile, stated);
      return wrong ? [inDocument(...wrong)] : [];
    });
}
