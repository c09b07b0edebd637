import { expect, test } from "vitest";
import de from "../../lib/web/words/de.json" with { type: "json" };
import en from "../../lib/web/words/en.json" with { type: "json" };
import fr from "../../lib/web/words/fr.json" with { type: "json" };
import nl from "../../lib/web/words/nl.json" with { type: "json" };

const shapeOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([word, sentence]) => [word, sentence.match(/\{\w+\}/g)?.sort() ?? []]);

test.each([
  ["Dutch", nl],
  ["German", de],
  ["French", fr],
])("%s has every sentence with its blanks", (_, words) => {
  expect(shapeOf(words).sort()).toEqual(shapeOf(en).sort());
});
