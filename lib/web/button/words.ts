const words = {
  en: { print: "Print this", close: "Close", alone: "Open the checkout on its own page" },
  nl: { print: "Laat drukken", close: "Sluiten", alone: "Open de bestelpagina apart" },
  de: { print: "Drucken lassen", close: "Schließen", alone: "Bestellseite einzeln öffnen" },
  fr: { print: "Faire imprimer", close: "Fermer", alone: "Ouvrir la commande sur sa propre page" },
} as const;

/** The button's few words in the language of a BCP 47 tag; English where we have none. */
export function wordsIn(locale: string): Readonly<Record<"print" | "close" | "alone", string>> {
  const language = locale.slice(0, 2).toLowerCase();
  return Object.hasOwn(words, language) ? words[language as keyof typeof words] : words.en;
}
