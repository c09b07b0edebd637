import { signal } from "@preact/signals";
import type { Locale } from "../calls/answers.ts";
import type { Word } from "./word.ts";

/** Each language has all of them. */
const catalogues: Readonly<Record<Locale, () => Promise<{ default: Readonly<Record<Word, string>> }>>> = {
  en: () => import("../words/en.json"),
  nl: () => import("../words/nl.json"),
  de: () => import("../words/de.json"),
  fr: () => import("../words/fr.json"),
};

const catalogue = signal<Readonly<Record<string, string>>>({});

/** Languages with their own names. */
export const languages = { en: "English", nl: "Nederlands", de: "Deutsch", fr: "Français" } as const;

/** The language that is spoken. */
export const locale = signal<Locale>("en");

/** Speaks this language from now on, document included. */
export async function speak(language: Locale): Promise<void> {
  catalogue.value = (await catalogues[language]()).default;
  locale.value = language;
  document.documentElement.lang = language;
}

/** The sentence with its `{names}` filled in. */
export function t(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  const sentence = catalogue.value[word] ?? word;
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => `${values[name] ?? ""}`);
}

/** Whether there is such a sentence; for words made of what a server said. */
export function isWord(word: string): word is Word {
  return word in catalogue.value;
}

/** The first of the wanted BCP 47 tags that we speak. */
export function languageOf(wanted: readonly (string | null)[]): Locale {
  const known = wanted.map((tag) => tag?.slice(0, 2).toLowerCase() ?? "");
  return known.find((tag): tag is Locale => Object.hasOwn(languages, tag)) ?? "en";
}
