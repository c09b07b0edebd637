import { entryOf, type Found, filtersOf, nameIn, textIn } from "../pdf/entries.ts";
import { instantOf, xmpValue } from "../pdf/xmp.ts";
import { type FileRule, inDocument, type Rule, type Sighting } from "../rule.ts";
import type { Subject } from "../subject.ts";

/** What the document says about itself. */
export const metadata: readonly Rule[] = [
  {
    code: "x4_xmp_missing",
    severity: "error",
    clause: "The catalog has XMP metadata that can be read.",
    find: ({ xmp }) => (xmp?.includes("<rdf:RDF") ? [] : [inDocument(null, "an XMP packet")]),
  },
  {
    code: "x4_xmp_filtered",
    severity: "error",
    clause: "The XMP packet stands in the file as plain text, without filters.",
    find: ({ catalog }) => {
      const filters = filtersOf(entryOf(catalog, "Metadata"));
      return filters.length === 0 ? [] : [inDocument(filters, "no filter")];
    },
  },
  needs("x4_version", ["pdfxid:GTS_PDFXVersion"], {
    clause: "XMP says which standard the file keeps: pdfxid:GTS_PDFXVersion is PDF/X-4.",
    pattern: /^PDF\/X-4$/,
    wanted: "PDF/X-4",
  }),
  needs("x4_title", ["dc:title"], { clause: "XMP holds a title." }),
  needs("x4_dates", ["xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"], {
    clause: "XMP says when the document was made, changed and described.",
    pattern: /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d.*)?)?)?$/,
    wanted: "a date",
  }),
  needs("x4_document_id", ["xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass"], {
    clause: "XMP identifies the document, its version and its rendition.",
  }),
  needs("x4_trapped", ["pdf:Trapped"], {
    clause: "XMP says whether the document is trapped: True or False, never Unknown.",
    pattern: /^(True|False)$/,
    wanted: "True or False",
  }),
  {
    code: "x4_info_out_of_sync",
    severity: "error",
    clause: "Where the Info dictionary and XMP both say something, they say the same.",
    find: outOfStep,
  },
];

interface Need {
  readonly clause: string;
  readonly pattern?: RegExp;
  readonly wanted?: string;
}

function needs(
  code: string,
  properties: readonly string[],
  { clause, pattern = /\S/, wanted = "a value" }: Need,
): FileRule {
  const find = ({ xmp }: Subject): Sighting[] => {
    // A packet that is missing is said once.
    if (!xmp?.includes("<rdf:RDF")) return [];
    return properties.flatMap((property) => {
      const value = xmpValue(xmp, property);
      if (value !== undefined && pattern.test(value)) return [];
      return [inDocument({ [property]: value ?? null }, wanted, property)];
    });
  };
  return { code, severity: "error", clause, find };
}

type Same = (info: string, xmp: string) => boolean;

const same: Same = (info, xmp) => info.trim() === xmp.trim();
const sameInstant: Same = (info, xmp) => {
  const [one, other] = [instantOf(info), instantOf(xmp)];
  return one !== undefined && other !== undefined && Math.abs(one - other) < 1000;
};

const pairs: readonly (readonly [key: string, property: string, same: Same])[] = [
  ["Title", "dc:title", same],
  ["Author", "dc:creator", same],
  ["Subject", "dc:description", same],
  ["Keywords", "pdf:Keywords", same],
  ["Creator", "xmp:CreatorTool", same],
  ["Producer", "pdf:Producer", same],
  ["CreationDate", "xmp:CreateDate", sameInstant],
  ["ModDate", "xmp:ModifyDate", sameInstant],
  ["Trapped", "pdf:Trapped", same],
];

function outOfStep({ info, xmp }: Subject): Sighting[] {
  if (!xmp) return [];
  return pairs.flatMap(([key, property, isSame]) => {
    const said = stringIn(entryOf(info, key));
    const written = xmpValue(xmp, property);
    if (said === undefined || written === undefined || isSame(said, written)) return [];
    return [inDocument({ [key]: said }, { [property]: written }, key)];
  });
}

function stringIn(found: Found): string | undefined {
  return textIn(found) ?? nameIn(found);
}
