import { isType3 } from "../content/font.ts";
import { entryOf, type Found, itemsOf, nameIn } from "../pdf/entries.ts";
import type { Rule } from "../rule.ts";

/** Fonts of everything that is shown, in forms, patterns and glyphs as well. */
export const fonts: readonly Rule[] = [
  {
    code: "x4_font_not_embedded",
    severity: "error",
    clause: "Every font that shows text is embedded.",
    judge: (mark) => {
      if (mark.kind !== "text" || isEmbedded(mark.font)) return null;
      const name = nameIn(entryOf(mark.font, "BaseFont")) ?? "a font without name";
      return { measured: name, wanted: "embedded", about: name };
    },
  },
];

const files = ["FontFile", "FontFile2", "FontFile3"];

/** Type 3 fonts are drawings and always with their page; composite ones describe themselves in a descendant. */
function isEmbedded(font: Found): boolean {
  if (isType3(font)) return true;
  const [described = font] = itemsOf(entryOf(font, "DescendantFonts"));
  const descriptor = entryOf(described, "FontDescriptor");
  return files.some((file) => entryOf(descriptor, file) !== undefined);
}
